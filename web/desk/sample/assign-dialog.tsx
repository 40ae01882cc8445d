import { useState } from 'react'
import { foldForSearch } from '#shared/kernel/fold-for-search'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Dialog } from '../kit/dialog.tsx'
import type { Workload } from './assignment-rows.ts'

/** Number of enumerators from which the list can be searched. */
const searchedFrom = 7

interface AssignDialogProps {
	/** Number of selected households. */
	readonly count: number
	readonly loads: readonly Workload[]
	readonly onAssign: (person: string) => void
	readonly onClose: () => void
}

/** Chooses the enumerator of the selected households, the least busy first. */
export function AssignDialog({ count, loads, onAssign, onClose }: AssignDialogProps) {
	const { t } = useTranslations()
	const [find, setFind] = useState('')
	const shown = loads.filter(({ person: { name, code } }) =>
		foldForSearch(`${name} ${code}`).includes(foldForSearch(find)),
	)
	return (
		<Dialog title={t('sample.assignCount', { count })} onClose={onClose}>
			{loads.length >= searchedFrom && (
				<input
					type="search"
					dir="auto"
					aria-label={t('sample.findEnumerator')}
					placeholder={t('sample.findEnumerator')}
					value={find}
					onChange={({ target }) => setFind(target.value)}
				/>
			)}
			{loads.length === 0 && <p className="note quiet">{t('sample.nobodyHere')}</p>}
			<ul className="people-choices">
				{shown.map((load) => (
					<li key={load.person.id}>
						<button type="button" className="plain" onClick={() => onAssign(load.person.id)}>
							<bdi>{load.person.name}</bdi> <WorkloadText load={load} />
						</button>
					</li>
				))}
			</ul>
		</Dialog>
	)
}

/** Households that an enumerator has left. */
export function WorkloadText({ load: { left } }: { readonly load: Workload }) {
	const { t, language } = useTranslations()
	return <span className="hint">{t('sample.left', { count: left, left: numberIn(language, left) })}</span>
}

interface SplitDialogProps extends Omit<AssignDialogProps, 'onAssign'> {
	readonly onSplit: (people: readonly string[]) => void
}

/** Chooses the enumerators among whom the selected households are divided. */
export function SplitDialog({ count, loads, onSplit, onClose }: SplitDialogProps) {
	const { t } = useTranslations()
	const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(loads.map(({ person }) => person.id)))
	const toggle = (id: string) => {
		const next = new Set(chosen)
		if (!next.delete(id)) next.add(id)
		setChosen(next)
	}
	return (
		<Dialog title={t('sample.splitCount', { count })} onClose={onClose}>
			<p className="hint">{t('sample.splitHelp')}</p>
			<ul className="people-choices">
				{loads.map((load) => (
					<li key={load.person.id}>
						<label>
							<input
								type="checkbox"
								checked={chosen.has(load.person.id)}
								onChange={() => toggle(load.person.id)}
							/>{' '}
							<bdi>{load.person.name}</bdi> <WorkloadText load={load} />
						</label>
					</li>
				))}
			</ul>
			<div className="actions">
				<button
					type="button"
					disabled={chosen.size === 0}
					onClick={() => onSplit(loads.flatMap(({ person }) => (chosen.has(person.id) ? [person.id] : [])))}
				>
					{t('sample.splitAmong', { count: chosen.size })}
				</button>
				<button type="button" className="plain" onClick={onClose}>
					{t('app.cancel')}
				</button>
			</div>
		</Dialog>
	)
}
