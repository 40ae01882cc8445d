import { Link } from 'wouter'
import type { FoundChanges } from '#shared/cleaning/bulk-edit'
import { sameAnswer } from '#shared/forms/answers'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import type { FormReading } from '../kit/form-labels.ts'

type PreviewedRecord = FoundChanges['records'][number]
type PreviewedChange = Pick<PreviewedRecord, 'id' | 'name' | 'changes' | 'rows'> &
	Partial<Pick<PreviewedRecord, 'hides'>> & {
		/** Paths that were changed by others since. */
		readonly stale?: readonly string[]
	}

interface EditPreviewTableProps {
	readonly records: readonly PreviewedChange[]
	readonly reading: FormReading
	/** Label of the table, for screen readers. */
	readonly label: string
}

/** Changes by record: the question, its value before and after. */
export function EditPreviewTable({ records, reading, label }: EditPreviewTableProps) {
	const { t } = useTranslations()
	return (
		<div className="table-box">
			<table className="table" aria-label={label}>
				<thead>
					<tr>
						<th scope="col">{t('cleaning.record')}</th>
						<th scope="col">{t('cleaning.question')}</th>
						<th scope="col">{t('cleaning.change')}</th>
					</tr>
				</thead>
				<tbody>
					{records.flatMap(({ id, name, changes, hides = [], stale = [], rows }) => {
						const its = reading.withRows(new Map(Object.entries(rows)))
						return changes.map(({ path, before, after }, i) => (
							<tr key={`${id} ${path}`}>
								<th scope="row">
									<Link href={`/desk/records/${id}`}>
										<bdi>{name || t('home.untitledRecord')}</bdi>
									</Link>
								</th>
								<td dir="auto">{its.label(path)}</td>
								<td>
									{sameAnswer(before, after) ? (
										<span className="change">
											<bdi>{its.answer(path, after)}</bdi>
											<span className="hint">{t('cleaning.unchanged')}</span>
										</span>
									) : (
										<span className="change">
											<bdi>{its.answer(path, before)}</bdi>
											<Icon name="arrowNext" />
											<bdi>{its.answer(path, after)}</bdi>
										</span>
									)}
									{stale.includes(path) && <p className="hint">{t('cleaning.file.isStale')}</p>}
									{i === 0 && hides.length > 0 && (
										<p className="hint">
											{t('cleaning.becomesIrrelevant', { count: hides.length })}{' '}
											<bdi>{hides.map((each) => its.label(each)).join(' · ')}</bdi>
										</p>
									)}
								</td>
							</tr>
						))
					})}
				</tbody>
			</table>
		</div>
	)
}
