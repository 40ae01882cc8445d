import { useState } from 'react'
import { foldForSearch } from '#shared/kernel/fold-for-search'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Dialog } from '../kit/dialog.tsx'
import type { Workload } from './assignment-rows.ts'
import { NoEnumeratorNote } from './no-enumerator-note.tsx'

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

/** Households that an enumerator has left. */
export function WorkloadText({ load: { left } }: { readonly load: Workload }) {
	const { t, language } = useTranslations()
	return <span className="hint">{t('sample.left', { count: left, left: numberIn(language, left) })}</span>
}
