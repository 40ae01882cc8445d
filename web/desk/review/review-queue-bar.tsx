import { useRef } from 'react'
import { Link, useLocation } from 'wouter'
import type { RecordNeighboursResponse, RecordQuery } from '#shared/review/record-list'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { useUnsavedFields } from '../kit/unsaved-changes.ts'
import { useListKeys } from '../kit/use-list-keys.ts'
import { recordAddress } from './record-query.ts'

/**
 * Position of a record in its list, with links to its neighbours. The shortcuts are disabled while there
 * are unsaved changes.
 */
export function QueueBar({
	neighbours,
	query,
}: {
	neighbours: RecordNeighboursResponse
	query: RecordQuery
}) {
	const { t, language } = useTranslations()
	const [, go] = useLocation()
	const bar = useRef<HTMLElement>(null)
	const { position, total, isMore } = neighbours
	const hasUnsaved = useUnsavedFields().length > 0
	const [previous, next] = hasUnsaved ? [null, null] : [neighbours.previous, neighbours.next]
	const open = (id: string | null) => () => {
		if (id !== null) go(recordAddress(id, query))
	}
	useListKeys(bar, { n: open(next), p: open(previous) })
	const all = numberIn(language, total)
	return (
		<nav className="queue-bar" aria-label={t('review.positionInList')} ref={bar}>
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
			{hasUnsaved && <span className="hint">{t('review.unsavedText')}</span>}
			{next !== null && (
				<Link href={recordAddress(next, query)} aria-keyshortcuts="n">
					{t('review.next')}
				</Link>
			)}
		</nav>
	)
}
