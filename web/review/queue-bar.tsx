import { useRef } from 'react'
import { Link, useLocation } from 'wouter'
import type { RecordBeside, RecordQuery } from '#shared/revisions/record-listed'
import { useListKeys } from '../desk/use-list-keys.ts'
import { numberIn } from '../ui/formats.ts'
import { useTexts } from '../ui/i18n.ts'
import { recordAddress } from './record-query.ts'

/** Where a record stands in the list from which it was opened, and the way to its neighbours. */
export function QueueBar({ beside, query }: { beside: RecordBeside; query: RecordQuery }) {
	const { t, language } = useTexts()
	const [, go] = useLocation()
	const bar = useRef<HTMLElement>(null)
	const { position, total, isMore, previous, next } = beside
	const open = (id: string | null) => () => {
		if (id !== null) go(recordAddress(id, query))
	}
	useListKeys(bar, { n: open(next), p: open(previous) })
	const all = numberIn(language, total)
	return (
		<nav className="queue-bar" aria-label={t('review.inList')} ref={bar}>
			{previous !== null && (
				<Link href={recordAddress(previous, query)} aria-keyshortcuts="p">
					{t('review.previous')}
				</Link>
			)}
			<span role="status">
				{position === null
					? t('review.notInList')
					: t(isMore ? 'review.positionMore' : 'review.position', {
							position: numberIn(language, position),
							total: all,
						})}
			</span>
			{next !== null && (
				<Link href={recordAddress(next, query)} aria-keyshortcuts="n">
					{t('review.next')}
				</Link>
			)}
		</nav>
	)
}
