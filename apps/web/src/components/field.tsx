import { t } from '@lingui/core/macro'
import { type ReactNode, useContext, useEffect, useRef } from 'react'
import {
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
  TextField,
  type TextFieldProps,
  type ValidationResult,
} from 'react-aria-components'
import { RestoredTexts } from './restored-texts.ts'

export const inputStyle =
  'min-h-10 w-full min-w-0 rounded-control border border-edge bg-surface px-3 py-2 text-ink hover:border-ink-soft data-invalid:border-danger disabled:opacity-60'
export const labelStyle = 'text-sm font-medium text-ink-soft'

/** Without `maxLength`, which cuts pasted text without a word: see `constraintsOf`. */
type FieldProps = Omit<TextFieldProps, 'children' | 'className' | 'pattern' | 'maxLength'> & {
  label: string
  /** Shown beneath the input at all times. */
  description?: ReactNode
  /** What to write instead, where the text does not have the form that is asked for. */
  advice?: string
  pattern?: string
  rows?: number
  /** Keeps the label for screen readers where a heading of the column says it already. */
  isLabelHidden?: boolean
  inputClassName?: string
}

/**
 * An error appears when the form is sent, and goes while the text is corrected. It never comes or goes when the field loses
 * the focus: what is below would move from under the pointer, and the browser would send no click.
 */
export function Field({
  label,
  description,
  advice,
  rows,
  isLabelHidden = false,
  inputClassName = '',
  ...props
}: FieldProps) {
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null)
  useEffect(() => validateOnRequest(input.current), [])
  const restored = useContext(RestoredTexts)?.[props.name ?? '']
  return (
    <TextField
      {...(restored !== undefined && { defaultValue: restored })}
      {...props}
      className="flex min-w-0 flex-col gap-1.5"
    >
      {({ isInvalid }) => {
        const inputProps = {
          ref: input,
          className: `${inputStyle} ${inputClassName}`,
          onInput: () => isInvalid && input.current?.dispatchEvent(new CustomEvent('change')),
        }
        return (
          <>
            <Label className={isLabelHidden ? `${labelStyle} md:sr-only` : labelStyle}>{label}</Label>
            {rows ? <TextArea rows={rows} {...inputProps} /> : <Input {...inputProps} />}
            {description && (
              <Text slot="description" className="text-sm text-ink-faint">
                {description}
              </Text>
            )}
            <FieldError className="text-sm text-danger">{result => messageFor(result, props, advice)}</FieldError>
          </>
        )
      }}
    </TextField>
  )
}

/** Hides from React Aria, which validates at each `change`, those that the browser sends when the focus leaves. */
function validateOnRequest(input: HTMLElement | null) {
  const hide = (event: Event) => !(event instanceof CustomEvent) && event.stopImmediatePropagation()
  input?.addEventListener('change', hide, true)
  return () => input?.removeEventListener('change', hide, true)
}

function messageFor(
  { validationDetails, validationErrors }: ValidationResult,
  { minLength = 1 }: Pick<FieldProps, 'minLength'>,
  advice = t`This is not in the required format`,
): string {
  if (validationDetails.valueMissing) return t`Please fill this in`
  if (validationDetails.tooShort) return t`Enter at least ${minLength} characters`
  if (validationDetails.patternMismatch || validationDetails.typeMismatch) return advice
  return validationErrors.join(' ')
}
