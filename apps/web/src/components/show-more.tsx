import { t } from '@lingui/core/macro'
import { Button } from './button.tsx'
import { cardSides } from './card.tsx'

type ShowMoreProps = {
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }
  label: string
  onPress?: () => unknown
}

/** The end of a list in a card, while the server has more of it. */
export function ShowMore({ list, label, onPress = list.fetchNextPage }: ShowMoreProps) {
  if (!list.hasNextPage) return null
  return (
    <div className={`border-t border-line py-4 ${cardSides}`}>
      <Button onPress={() => onPress()} isPending={list.isFetchingNextPage}>
        {list.isFetchingNextPage ? t`Loading…` : label}
      </Button>
    </div>
  )
}
