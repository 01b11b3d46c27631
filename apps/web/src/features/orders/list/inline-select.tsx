import { inputStyle, labelStyle } from '../../../components/field.tsx'

type InlineSelectProps = {
  label: string
  options: readonly string[]
  value: string
  onChange: (value: string) => void
}

/** A select beside its label, as the other filters have it. */
export function InlineSelect({ label, options, value, onChange }: InlineSelectProps) {
  return (
    <label className={`flex items-center gap-2 ${labelStyle}`}>
      {label}
      <select className={`${inputStyle} py-1.5`} value={value} onChange={event => onChange(event.target.value)}>
        {options.map(option => (
          <option key={option}>{option}</option>
        ))}
      </select>
    </label>
  )
}
