/**
 * The fields of a request that may go on to the API, each with what browsers and common clients write there: listed,
 * not described, so that no scanner's name and no injection fits. Whatever else is written is read by the Core Rule Set.
 */
export const strictHeaders: Readonly<Record<string, string>> = {
  host: String.raw`(?=[0-9.-]*[a-z])[a-z0-9-]+(?:\.[a-z0-9-]+)*`,
  accept: list(
    String.raw`(?:\*/\*|text/(?:html|plain)|application/(?:json|problem\+json|xhtml\+xml|xml|signed-exchange)|image/(?:avif|webp|apng|png|svg\+xml|\*))(?:;v=b3)?`,
    9,
  ),
  'accept-language': list('(?:\\*|[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2})', 19),
  // A token in its three parts, or an API key.
  authorization: String.raw`Bearer (?:[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+|pk_[0-9A-Za-z]{38})`,
  'content-type': 'application/json(?:; ?charset=utf-8)?',
  origin: String.raw`https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[0-9]{1,5})?`,
  'sec-fetch-site': '(?:same-origin|same-site|cross-site|none)',
  'user-agent': `(?:${browsers()}|${clients()})`,
}

/** Items with an optional weight (RFC 9110 section 12.4.2). */
function list(item: string, more: number): string {
  const weighted = String.raw`${item}(?:; ?q=[01](?:\.[0-9]{1,3})?)?`
  return `(${weighted})(?:, ?(?-1)){0,${more}}`
}

function browsers(): string {
  const system = [
    'Windows NT [0-9.]{1,6}|Win64|WOW64|x64|X11|K|Mobile|Tablet|Macintosh|iPhone|iPad|Ubuntu',
    'Intel Mac OS X [0-9_.]{1,12}|CPU (?:iPhone )?OS [0-9_]{1,9} like Mac OS X',
    'Linux(?: (?:x86_64|aarch64|armv7l|i686))?|CrOS x86_64 [0-9.]{1,16}|Android(?: [0-9.]{1,8})?|rv:[0-9.]{1,8}',
  ].join('|')
  const product = [
    'AppleWebKit|Chrome|HeadlessChrome|Chromium|Safari|Gecko|Firefox|Version|Mobile',
    'Edg|EdgA|EdgiOS|OPR|CriOS|FxiOS|SamsungBrowser',
  ].join('|')
  const part = String.raw`(?:${product})/[0-9A-Z.]{1,20}|\(KHTML, like Gecko\)|Mobile`
  return String.raw`Mozilla/5\.0 \((${system})(?:; (?-1)){0,7}\)(?: (?:${part})){1,9}`
}

function clients(): string {
  return 'node|(?:Palisade|curl|node|undici|axios|okhttp|PostmanRuntime)/[0-9][0-9.]{0,15}'
}
