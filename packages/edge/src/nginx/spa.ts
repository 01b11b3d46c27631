import { type Fragment, nginx } from '../syntax.ts'

/** pages.conf: which addresses are the SPA's. It routes in the browser, so that each of them is the same page. */
export function renderPages(): Fragment {
  return nginx`
# An address whose last part has a dot is a file: where it is missing, a page would hide that.
map $uri $page {
    default /index.html;
    "~\.[^/]*$" "";
}
`
}

/** spa.conf: the SPA's files. */
export function renderSpa(): Fragment {
  return nginx`
location / {
    if ($path_form = ambiguous) { return 400; }
    if ($request_method !~ "^(?:GET|HEAD)$") { return 405; }
    include nginx/headers-of-pages.conf;
    # Asks each time, and gets 304 as long as the page is the same.
    add_header Cache-Control no-cache always;
    # The one thing that the page has to know about where it is.
    sub_filter 'name="api-origin" content=""' 'name="api-origin" content="$api_origin"';
    sub_filter_last_modified on;
    try_files $uri $page =404;
}

# Vite puts a hash of the content into these names: under one name there is never anything else.
location /assets/ {
    if ($path_form = ambiguous) { return 400; }
    if ($request_method !~ "^(?:GET|HEAD)$") { return 405; }
    include nginx/headers-of-pages.conf;
    add_header Cache-Control "public, max-age=31536000, immutable";
    try_files $uri =404;
}
`
}
