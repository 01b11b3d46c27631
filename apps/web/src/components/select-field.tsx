import { useId } from 'react'
import { inputStyle, labelStyle } from './field.tsx'

type SelectFieldProps<Value extends string> = {
  label: string
  options: readonly Value[]
  /** What the user reads for an option: the option itself, where that is left out. */
  nameOf?: (option: Value) => string
  value: Value
  onChange: (value: Value) => void
}

/** The browser's own select: what phones and screen readers know best. */
export function SelectField<Value extends string>({
  label,
  options,
  nameOf = String,
  value,
  onChange,
}: SelectFieldProps<Value>) {
  const id = useId()
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <label htmlFor={id} className={labelStyle}>
        {label}
      </label>
      <select id={id} className={inputStyle} value={value} onChange={event => onChange(event.target.value as Value)}>
        {options.map(option => (
          <option key={option} value={option}>
            {nameOf(option)}
          </option>
        ))}
      </select>
    </div>
  )
}
