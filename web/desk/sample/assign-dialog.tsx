import { useState } from 'react'
import { foldForSearch } from '#shared/kernel/fold-for-search'
import { isDemonstrationRound } from '#shared/study/study'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Dialog } from '../kit/dialog.tsx'
import type { Workload } from './assignment-rows.ts'

/** Number of enumerators from which the list can be searched. */
const searchedFrom = 7

interface AssignDialogProps {
	readonly round: string
	/** The selected households, e.g. “12 households”. */
	readonly households: string
	readonly loads: readonly Workload[]
	readonly onAssign: (person: string) => void
	readonly onClose: () => void
}

/** Chooses the enumerator of the selected households, the least busy first. */
export function AssignDialog({ round, households, loads, onAssign, onClose }: AssignDialogProps) {
	const { t } = useTranslations()
	const [find, setFind] = useState('')
	const shown = loads.filter(({ person: { name, code } }) =>
		foldForSearch(`${name} ${code}`).includes(foldForSearch(find)),
	)
	return (
		<Dialog title={t('sample.assignHouseholds', { households })} onClose={onClose}>
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
			{loads.length === 0 && <NoEnumeratorNote round={round} />}
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

/** Says why nobody can be chosen: demonstration and real users are kept apart, in every round. */
export function NoEnumeratorNote({ round }: { readonly round: string }) {
	const { t } = useTranslations()
	return (
		<p className="note quiet">
			{t(isDemonstrationRound(round) ? 'sample.nobodyInDemonstration' : 'sample.nobodyHere')}
		</p>
	)
}

/** Households that an enumerator has left. */
export function WorkloadText({ load: { left } }: { readonly load: Workload }) {
	const { t, language } = useTranslations()
	return <span className="hint">{t('sample.left', { count: left, left: numberIn(language, left) })}</span>
}
