import { inputStyle, labelStyle } from './field.tsx'

export type Option = { value: string; label: string }

type InlineSelectProps = {
  label: string
  options: readonly Option[]
  value: string
  onChange: (value: string) => void
}

/** A select beside its label, as filters of a list have it. */
export function InlineSelect({ label, options, value, onChange }: InlineSelectProps) {
  return (
    <label className={`flex items-center gap-2 whitespace-nowrap ${labelStyle}`}>
      {label}
      <select className={`${inputStyle} min-w-0 py-1.5`} value={value} onChange={event => onChange(event.target.value)}>
        {options.map(option => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  )
}
