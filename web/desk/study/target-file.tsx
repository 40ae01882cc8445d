import { useState } from 'react'
import type { CellFault } from '#shared/kernel/cell-fault'
import { type NewTargets, readTargets } from '#shared/study/rounds-and-targets'
import { type Round, type Target, targetIn } from '#shared/study/study'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { CsvFileInput } from '../kit/csv-file-input.tsx'
import { useDesk, useDistrictNames } from '../kit/desk-context.ts'
import { FileErrors } from '../kit/file-errors.tsx'

type Targets = NewTargets['targets']
const kinds = ['interviews', 'focusGroups'] as const

interface ChosenTargetFile {
	readonly targets: Targets
	readonly faults: readonly CellFault[]
}

interface TargetFileProps {
	readonly round: Round
	/** Returns false if they could not be saved. */
	readonly onSave: (targets: Targets) => Promise<boolean>
}

/** Imports targets from a file: every wrong cell, or a preview of what changes before it is saved. */
export function TargetFile({ round, onSave }: TargetFileProps) {
	const { t } = useTranslations()
	const { study } = useDesk()
	const [chosen, setChosen] = useState<ChosenTargetFile | null>(null)
	return (
		<div className="stack tight">
			<CsvFileInput
				label={t('rounds.importTargets')}
				onChoose={(text) => setChosen(readTargets(text, study.districts))}
			/>
			<p className="hint">{t('rounds.columnsHint')}</p>
			{chosen && chosen.faults.length > 0 && <FileErrors faults={chosen.faults} />}
			{chosen && chosen.faults.length === 0 && (
				<TargetPreview
					round={round}
					targets={chosen.targets}
					onSave={async (changed) => {
						if (await onSave(changed)) setChosen(null)
					}}
					onCancel={() => setChosen(null)}
				/>
			)}
		</div>
	)
}

interface TargetPreviewProps {
	readonly round: Round
	/** All targets of the file. */
	readonly targets: Targets
	readonly onSave: (changed: Targets) => Promise<void>
	readonly onCancel: () => void
}

/** Targets that the file changes, each with the present one. */
function TargetPreview({ round, targets, onSave, onCancel }: TargetPreviewProps) {
	const { t } = useTranslations()
	const { study } = useDesk()
	const [isBusy, setBusy] = useState(false)
	const present = new Map(study.districts.map((district) => [district.code, targetIn(round, district)]))
	const changed = targets.filter((each) =>
		kinds.some((kind) => each[kind] !== present.get(each.district)?.[kind]),
	)
	const same = targets.length - changed.length
	return (
		<section className="stack tight" aria-label={t('rounds.importTargets')}>
			<p className="note wait" role="status">
				{changed.length === 0
					? t('rounds.targetsSame')
					: `${t('rounds.targetsChange', { count: changed.length })} ${same > 0 ? t('rounds.targetsStay', { count: same }) : ''}`}
			</p>
			{changed.length > 0 && <ChangeTable changed={changed} present={present} />}
			<div className="actions">
				{changed.length > 0 && (
					<button
						type="button"
						disabled={isBusy}
						onClick={() => {
							setBusy(true)
							void onSave(changed).finally(() => setBusy(false))
						}}
					>
						{t('rounds.save', { count: changed.length })}
					</button>
				)}
				<button type="button" className="plain" onClick={onCancel}>
					{t('app.cancel')}
				</button>
			</div>
		</section>
	)
}

interface ChangeTableProps {
	readonly changed: Targets
	readonly present: ReadonlyMap<string, Target>
}

function ChangeTable({ changed, present }: ChangeTableProps) {
	const { t, language } = useTranslations()
	const names = new Map(useDistrictNames())
	return (
		<table className="table">
			<thead>
				<tr>
					<th scope="col">{t('rounds.district')}</th>
					{kinds.map((kind) => (
						<th key={kind} scope="col" className="number">
							{t(`rounds.${kind}`)}
						</th>
					))}
				</tr>
			</thead>
			<tbody>
				{changed.map((each) => (
					<tr key={each.district}>
						<th scope="row">{names.get(each.district) ?? each.district}</th>
						{kinds.map((kind) => {
							const before = present.get(each.district)?.[kind] ?? 0
							return (
								<td key={kind} className="number" data-label={t(`rounds.${kind}`)}>
									{before === each[kind] ? (
										<span className="hint">{numberIn(language, before)}</span>
									) : (
										<bdi>
											{t('rounds.oldToNew', {
												old: numberIn(language, before),
												new: numberIn(language, each[kind]),
											})}
										</bdi>
									)}
								</td>
							)
						})}
					</tr>
				))}
			</tbody>
		</table>
	)
}
