import { useMemo, useRef } from 'react'
import { may } from '#shared/people/roles'
import type { RecordDetail } from '#shared/review/record-response'
import { useTranslations } from '../../ui/i18n.ts'
import { useDesk } from '../kit/desk-context.ts'
import type { FormReading } from '../kit/form-labels.ts'
import { KeysHint } from '../kit/keys-hint.tsx'
import { useListKeys } from '../kit/use-list-keys.ts'
import { ConflictView } from './conflict-view.tsx'
import { LateConflictView } from './late-conflict-view.tsx'
import { MissingParentView } from './missing-parent-view.tsx'

interface RecordConflictsProps {
	readonly record: RecordDetail
	readonly reading: FormReading
	readonly onDecided: () => void
}

/** Conflicts of a record. A digit key chooses a side of the first one and moves the focus to the reason. */
export function RecordConflicts({ record, reading, onDecided }: RecordConflictsProps) {
	const { t } = useTranslations()
	const { person } = useDesk()
	const section = useRef<HTMLElement>(null)
	const keys = useMemo(() => {
		const choose = (place: number) => () => {
			const first = section.current?.querySelector('.conflict')
			const side = first?.querySelectorAll<HTMLInputElement>('input[type="radio"]:not(:disabled)')[place]
			if (!side) return
			side.click()
			const fields = first?.querySelectorAll<HTMLElement>('.field input, .side input:not([type="radio"])')
			const isTyped = side
				.closest('.side')
				?.querySelector<HTMLElement>('input:not([type="radio"]), select, textarea')
			;(isTyped ?? [...(fields ?? [])].at(-1))?.focus()
		}
		return Object.fromEntries(Array.from({ length: 9 }, (_, place) => [String(place + 1), choose(place)]))
	}, [])
	useListKeys(section, keys)
	if (record.conflicts.length === 0) return null
	const mayResolve = may(person.role, 'records.resolve')
	return (
		<section className="record-conflicts stack tight" aria-labelledby="conflicts" ref={section}>
			<h2 id="conflicts">{t('review.conflictCount', { count: record.conflicts.length })}</h2>
			{!mayResolve && <p className="hint">{t('review.managersResolve')}</p>}
			{record.conflicts.map((each) => {
				const View =
					each.kind === 'late' ? LateConflictView : each.kind === 'waiting' ? MissingParentView : ConflictView
				return <View key={each.id} conflict={each} record={record} reading={reading} onDecided={onDecided} />
			})}
			{mayResolve && (
				<p className="hint keys-hint">
					<KeysHint keys={t('review.shortcutsConflicts')} />
				</p>
			)}
		</section>
	)
}
