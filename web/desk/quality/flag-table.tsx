import { Link } from 'wouter'
import { may } from '#shared/people/roles'
import { flagKeyOf } from '#shared/quality/flags'
import type { FlaggedInterviewListed } from '#shared/quality/quality-api'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { useDesk, useDistrictNames } from '../kit/desk-context.ts'
import { PersonLink } from '../kit/person-link.tsx'
import { SelectAllHead, SelectCell } from '../kit/select-cell.tsx'
import type { Selection } from '../kit/use-selection.ts'
import { DecisionLine } from './flag-row.tsx'
import { flagText, formatExplanation } from './flag-text.ts'
import { SeverityMark } from './severity-mark.tsx'

interface FlagTableProps {
	readonly round: string
	readonly flagged: readonly FlaggedInterviewListed[]
	readonly selection: Selection
	/** False if all are of one district: it is not repeated in each row. */
	readonly isOfDistricts: boolean
}

/** Flags on single interviews, one per row. Flags are selected to be resolved. */
export function FlagTable({ round, flagged, selection, isOfDistricts }: FlagTableProps) {
	const { t } = useTranslations()
	const { person } = useDesk()
	const maySelect = may(person.role, 'quality.resolve')
	return (
		<table className="table flags-table">
			<thead>
				<tr>
					{maySelect && <SelectAllHead selection={selection} />}
					<th scope="col">{t('quality.limits.severities')}</th>
					<th scope="col">{t('quality.flagLabel')}</th>
					<th scope="col">{t('review.name')}</th>
					<th scope="col">{t('review.enumerator')}</th>
					{isOfDistricts && <th scope="col">{t('quality.district')}</th>}
					<th scope="col">{t('quality.finished')}</th>
				</tr>
			</thead>
			<tbody>
				{flagged.map((each) => (
					<FlagTableRow
						key={flagKeyOf(each.flag)}
						round={round}
						listed={each}
						selection={maySelect ? selection : null}
						isOfDistricts={isOfDistricts}
					/>
				))}
			</tbody>
		</table>
	)
}

interface FlagTableRowProps {
	readonly round: string
	readonly listed: FlaggedInterviewListed
	/** Null for read-only users. */
	readonly selection: Selection | null
	readonly isOfDistricts: boolean
}

function FlagTableRow({ round, listed, selection, isOfDistricts }: FlagTableRowProps) {
	const { t, language } = useTranslations()
	const names = new Map(useDistrictNames())
	const { flag, severity, name, person, finished } = listed
	const key = flagKeyOf(flag)
	const kind = t.orElse(`quality.kinds.${flag.kind}`, flag.kind)
	const record = name || t('home.untitledRecord')
	const explanation = formatExplanation(t, flag)
	return (
		<tr aria-selected={selection?.selected.has(key)}>
			{selection && <SelectCell selection={selection} row={key} label={`${kind}: ${record}`} />}
			<td data-label={t('quality.limits.severities')}>
				<SeverityMark severity={severity} />
			</td>
			<td data-label={t('quality.flagLabel')} className="flag-cell">
				<b>{kind}</b> {flagText(t, language, flag)}
				{flag.other !== null && (
					<>
						{' '}
						<Link href={`/desk/records/${flag.other}`}>{t('quality.otherRecord')}</Link>
					</>
				)}
				{explanation !== '' && (
					<p className="hint">{t('finish.checks.reasonGiven', { reason: `\u2068${explanation}\u2069` })}</p>
				)}
				{flag.decisions.map((each) => (
					<DecisionLine key={each.at} {...each} />
				))}
			</td>
			<td data-label={t('review.name')} className="flag-record">
				<Link href={`/desk/records/${flag.subject}`}>
					<bdi>{record}</bdi>
				</Link>
			</td>
			<td data-label={t('review.enumerator')}>
				<PersonLink person={person} work={{ round, district: flag.district }} />
			</td>
			{isOfDistricts && (
				<td data-label={t('quality.district')}>{names.get(flag.district) ?? flag.district}</td>
			)}
			<td data-label={t('quality.finished')}>{finished === null ? '–' : dateTimeIn(language, finished)}</td>
		</tr>
	)
}
