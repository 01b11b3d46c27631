import { t } from '@lingui/core/macro'
import { Checkbox, CheckboxGroup, FieldError, Label } from 'react-aria-components'
import { labelStyle } from './field.tsx'

type CheckboxListProps<Value extends string> = {
  name: string
  label: string
  options: readonly { value: Value; label: string }[]
  value: readonly Value[]
  onChange: (value: Value[]) => void
}

/** Several of a few; at least one of them. */
export function CheckboxList<Value extends string>({
  options,
  value,
  onChange,
  label,
  name,
}: CheckboxListProps<Value>) {
  return (
    <CheckboxGroup
      name={name}
      isRequired
      value={[...value]}
      onChange={chosen => onChange(chosen as Value[])}
      className="flex flex-col gap-2"
    >
      <Label className={labelStyle}>{label}</Label>
      {options.map(option => (
        <Checkbox
          key={option.value}
          value={option.value}
          className="group flex cursor-pointer items-start gap-2.5 rounded"
        >
          <span
            aria-hidden="true"
            className="mt-0.5 grid size-5 shrink-0 place-items-center rounded border border-edge bg-surface text-xs text-on-accent group-data-invalid:border-danger group-data-selected:border-accent group-data-selected:bg-accent"
          >
            <span className="hidden group-data-selected:inline">✓</span>
          </span>
          {option.label}
        </Checkbox>
      ))}
      <FieldError className="text-sm text-danger">
        {({ validationDetails, validationErrors }) =>
          validationDetails.valueMissing ? t`Choose at least one` : validationErrors.join(' ')
        }
      </FieldError>
    </CheckboxGroup>
  )
}
