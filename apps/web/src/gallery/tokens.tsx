import { Example } from './example.tsx'

const surfaces = ['bg-canvas', 'bg-surface', 'bg-sunken', 'bg-raised'] as const
const texts = ['text-ink', 'text-ink-soft', 'text-ink-faint', 'text-accent', 'text-danger', 'text-warn'] as const
const tones = [
  ['bg-accent', 'text-on-accent'],
  ['bg-brand', 'text-on-brand'],
  ['bg-accent-soft', 'text-accent'],
  ['bg-danger-soft', 'text-danger'],
  ['bg-warn-soft', 'text-warn'],
  ['bg-info-soft', 'text-info'],
  ['bg-plum-soft', 'text-plum'],
] as const

/** The colours of styles.css by what they are for. */
export function Tokens() {
  return (
    <>
      <Example name="Surfaces, from the page to what lies above it">
        <div className="grid gap-2 sm:grid-cols-4">
          {surfaces.map(surface => (
            <code key={surface} className={`rounded-card border border-line p-4 text-xs ${surface}`}>
              {surface}
            </code>
          ))}
        </div>
      </Example>
      <Example name="Text on a surface">
        <div className="flex flex-wrap gap-4 rounded-card border border-line bg-surface p-4">
          {texts.map(text => (
            <code key={text} className={text}>
              {text}
            </code>
          ))}
        </div>
      </Example>
      <Example name="Backgrounds with their text">
        <div className="grid gap-2 sm:grid-cols-3">
          {tones.map(([background, text]) => (
            <code key={background} className={`rounded-card p-4 text-xs ${background} ${text}`}>
              {background} {text}
            </code>
          ))}
        </div>
      </Example>
    </>
  )
}
