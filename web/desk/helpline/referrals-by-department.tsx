import { helplineApi } from '#shared/api/helpline'
import type { StatusCounts } from '#shared/helpline/count-referrals'
import type { Period } from '#shared/helpline/monthly-table'
import { referralOutcomes, referralStatuses } from '#shared/helpline/referrals'
import { departmentText } from '../../phone/helpline/department-text.ts'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { TableWithFile } from '../kit/table-with-download.tsx'
import { useRoute } from '../kit/use-server-data.ts'

/** Outcomes of referrals by department: for internal use only, since counts are not suppressed. */
export function ReferralsByDepartment({
	period,
	isMadeUp,
	name,
}: {
	period: Period
	isMadeUp: boolean
	/** Base name of the files. */
	name: string
}) {
	const { t, language } = useTranslations()
	const { found, problem } = useRoute(helplineApi.referrals, {
		query: { ...period, madeUp: isMadeUp ? '1' : '' },
	})
	const heading = t('helpline.referrals.heading')
	const number = (value: number) => numberIn(language, value)
	const hours = (value: number | null) => (value === null ? '' : number(Math.round(value * 10) / 10))
	const statusColumns: readonly ReferralColumn[] = [
		...referralStatuses.map((status) => ({
			title: t(`referrals.status.${status}`),
			cell: ({ statuses }: StatusCounts) => number(statuses[status]),
		})),
		{ title: t('helpline.referrals.overdue'), cell: ({ overdue }) => number(overdue) },
		{ title: t('helpline.referrals.hoursToReceived'), cell: (of) => hours(of.hoursToReceived) },
		{ title: t('helpline.referrals.hoursToClosed'), cell: (of) => hours(of.hoursToClosed) },
	]
	const outcomeColumns = referralOutcomes.map((ending) => ({
		title: t(`referrals.outcome.${ending}`),
		cell: ({ endings: closed }: StatusCounts) => number(closed[ending]),
	}))
	const lines = found && [
		{ code: '', title: t('helpline.referrals.all'), counts: found.all },
		...found.departments.map(({ department, ...counts }) => ({
			code: department,
			title: departmentText({ t }, department),
			counts,
		})),
	]
	return (
		<section className="stack tight">
			<h2>{heading}</h2>
			<ProblemNote problem={problem} />
			{found?.departments.length === 0 && <p className="hint">{t('helpline.referrals.empty')}</p>}
			{lines && lines.length > 1 && (
				<>
					<p className="hint">{t('helpline.referrals.help')}</p>
					<Table about={heading} name={`${name}-referrals`} columns={statusColumns} lines={lines} />
					<h3>{t('helpline.referrals.outcomes')}</h3>
					<Table
						about={t('helpline.referrals.outcomes')}
						name={`${name}-referrals-ended`}
						columns={outcomeColumns}
						lines={lines}
					/>
				</>
			)}
		</section>
	)
}

interface ReferralColumn {
	readonly title: string
	readonly cell: (counts: StatusCounts) => string
}
interface TableProps {
	readonly about: string
	readonly name: string
	readonly columns: readonly ReferralColumn[]
	readonly lines: readonly { readonly code: string; readonly title: string; readonly counts: StatusCounts }[]
}

function Table({ about, name, columns, lines }: TableProps) {
	const { t } = useTranslations()
	return (
		<TableWithFile name={name} about={about}>
			<table className="table" aria-label={about}>
				<thead>
					<tr>
						<th scope="col">{t('helpline.referrals.department')}</th>
						{columns.map(({ title }) => (
							<th key={title} scope="col" className="number">
								{title}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{lines.map(({ code, title, counts }) => (
						<tr key={code}>
							<th scope="row">{title}</th>
							{columns.map((column) => (
								<td key={column.title} className="number" data-label={column.title}>
									<bdi>{column.cell(counts)}</bdi>
								</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
		</TableWithFile>
	)
}
