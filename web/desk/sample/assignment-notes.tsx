import type { SampleResponse } from '#shared/sample/sample-api'
import { dayIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { householdKey } from './assignment-rows.ts'
import { expiredLeases } from './expired-leases.ts'

interface AssignmentNotesProps {
	readonly found: SampleResponse
	/** Selects households; null for read-only users. */
	readonly onSelect: ((keys: readonly string[]) => void) | null
}

/** Households that need another enumerator: returned to the office, or assigned to a silent device. */
export function AssignmentNotes({ found: { clusters, people, today }, onSelect }: AssignmentNotesProps) {
	const { t, language } = useTranslations()
	const open = clusters.filter(({ state }) => state === 'open')
	const returned = open.flatMap(({ cluster, lines }) =>
		lines.filter(({ state }) => state === 'handed-back').map((line) => householdKey(cluster, line.household)),
	)
	const expired = new Map<string, { ends: string; keys: string[] }>()
	for (const { cluster, lines } of open)
		for (const { person, ends, households } of expiredLeases(lines, today)) {
			const keys = households.map((household) => householdKey(cluster, household))
			const known = expired.get(person)
			expired.set(person, {
				ends: known && known.ends < ends ? known.ends : ends,
				keys: [...(known?.keys ?? []), ...keys],
			})
		}
	return (
		<>
			{returned.length > 0 && (
				<Note
					text={t('sample.returnedCount', {
						count: returned.length,
						households: `\u2066${returned.join(', ')}\u2069`,
					})}
					onSelect={onSelect && (() => onSelect(returned))}
				/>
			)}
			{[...expired].map(([person, { ends, keys }]) => (
				<Note
					key={person}
					text={t('sample.leaseExpired', {
						count: keys.length,
						who: people.find(({ id }) => id === person)?.name ?? '—',
						day: dayIn(language, ends),
					})}
					onSelect={onSelect && (() => onSelect(keys))}
				/>
			))}
		</>
	)
}

function Note({ text, onSelect }: { readonly text: string; readonly onSelect: (() => void) | null }) {
	const { t } = useTranslations()
	return (
		<div className="note wait">
			<p>{text}</p>
			{onSelect && (
				<button type="button" className="plain small" onClick={onSelect}>
					{t('sample.selectThem')}
				</button>
			)}
		</div>
	)
}
