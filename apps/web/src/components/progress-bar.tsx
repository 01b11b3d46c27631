type ProgressBarProps = { label: string; value: number; max: number }

/** Shows how much is done or used. The text next to it gives the numbers. */
export function ProgressBar({ label, value, max }: ProgressBarProps) {
  return <progress aria-label={label} value={value} max={max} className={barStyle} />
}

const barStyle =
  'h-2.5 w-full appearance-none overflow-hidden rounded-full bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent'
