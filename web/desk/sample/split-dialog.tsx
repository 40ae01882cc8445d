import { useState } from 'react'
import { useTranslations } from '../../ui/i18n.ts'
import { Dialog } from '../kit/dialog.tsx'
import { WorkloadText } from './assign-dialog.tsx'
import type { Workload } from './assignment-rows.ts'
import { type HouseholdCount, householdsText } from './household-count.ts'
import { NoEnumeratorNote } from './no-enumerator-note.tsx'

interface SplitDialogProps {
	readonly round: string
	/** Selected households that can be reassigned. */
	readonly count: HouseholdCount
	/** Number of selected households that are completed, and stay as they are. */
	readonly settled: number
	readonly loads: readonly Workload[]
	/** Returns how many of the households each of these people would get. */
	readonly preview: (people: readonly string[]) => ReadonlyMap<string, HouseholdCount>
	readonly onSplit: (people: readonly string[]) => void
	readonly onClose: () => void
}

/** Chooses the enumerators among whom the selected households are divided, and previews their shares. */
export function SplitDialog({ round, count, settled, loads, preview, onSplit, onClose }: SplitDialogProps) {
	const { t } = useTranslations()
	const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(loads.map(({ person }) => person.id)))
	const people = loads.flatMap(({ person }) => (chosen.has(person.id) ? [person.id] : []))
	const shares = preview(people)
	const isNothingOpen = count.households + count.replacements === 0
	const toggle = (id: string) => {
		const next = new Set(chosen)
		if (!next.delete(id)) next.add(id)
		setChosen(next)
	}
	return (
		<Dialog title={t('sample.splitHouseholds', { households: householdsText(count, t) })} onClose={onClose}>
			{settled > 0 && <p className="note quiet">{t('sample.settledStay', { count: settled })}</p>}
			{loads.length === 0 ? (
				<NoEnumeratorNote round={round} />
			) : (
				<p className="hint">{t('sample.splitHelp')}</p>
			)}
			<ul className="people-choices">
				{loads.map((load) => {
					const share = shares.get(load.person.id)
					return (
						<li key={load.person.id}>
							<label>
								<input
									type="checkbox"
									checked={chosen.has(load.person.id)}
									onChange={() => toggle(load.person.id)}
								/>{' '}
								<bdi>{load.person.name}</bdi>{' '}
								{share && <span>{t('sample.gets', { households: householdsText(share, t) })}</span>}{' '}
								<WorkloadText load={load} />
							</label>
						</li>
					)
				})}
			</ul>
			<div className="actions">
				<button type="button" disabled={chosen.size === 0 || isNothingOpen} onClick={() => onSplit(people)}>
					{chosen.size === 0 ? t('sample.split') : t('sample.splitAmong', { count: chosen.size })}
				</button>
				<button type="button" className="plain" onClick={onClose}>
					{t('app.cancel')}
				</button>
			</div>
		</Dialog>
	)
}
