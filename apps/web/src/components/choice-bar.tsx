import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'

type ChoiceBarProps<Value extends string> = {
  label: string
  choices: readonly { value: Value; label: string }[]
  value: Value
  onChange: (value: Value) => void
}

/** One of a few, all of them in sight; a radio group to a screen reader. */
export function ChoiceBar<Value extends string>({ label, choices, value, onChange }: ChoiceBarProps<Value>) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={([chosen]) => onChange(chosen as Value)}
      className="flex w-fit max-w-full gap-1 overflow-x-auto rounded-control bg-sunken p-1"
    >
      {choices.map(choice => (
        <ToggleButton
          key={choice.value}
          id={choice.value}
          className="rounded-md px-3 py-1.5 text-sm font-medium whitespace-nowrap text-ink-soft transition-colors hover:text-ink focus-visible:-outline-offset-2 data-selected:bg-raised data-selected:text-ink data-selected:shadow-raised"
        >
          {choice.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}
