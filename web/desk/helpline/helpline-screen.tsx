import { useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import { helplineApi } from '#shared/api/helpline'
import type { HelplineShift } from '#shared/helpline/call-backs'
import {
	type MonthlyTable,
	monthlyTable,
	monthsOf,
	type TableAudience,
	tableAudiences,
} from '#shared/helpline/monthly-table'
import type { Person } from '#shared/people/people'
import type { Study } from '#shared/study/study'
import { callRoute } from '../../api/call-route.ts'
import { searchOf } from '../../api/search-of.ts'
import { Handovers } from '../../phone/helpline/handovers.tsx'
import { DoneCallBacks, OpenCallBacks } from '../../phone/helpline/open-call-backs.tsx'
import { Referrals } from '../../phone/helpline/referrals.tsx'
import { monthIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { SelectMenu } from '../kit/select-menu.tsx'
import { useRoute, useServerData } from '../kit/use-server-data.ts'
import { CallsTable } from './calls-table.tsx'
import { MonthsChart } from './months-chart.tsx'
import { OperatorAlerts } from './operator-alerts.tsx'
import { PlacesTable } from './places-table.tsx'
import { ReferralsByDepartment } from './referrals-by-department.tsx'

/** Helpline calls, as the campaign publishes them. The filter is in the address. */
export default function HelplineScreen() {
	const { t, language } = useTranslations()
	const { study, person } = useDesk()
	const [, go] = useLocation()
	const query = new URLSearchParams(useSearch())
	const isMadeUp = query.get('madeUp') === '1'
	const hasChoice = canChooseDemonstration(person, study)
	const { found, problem, reload } = useRoute(
		helplineApi.counts,
		{ query: { madeUp: isMadeUp ? '1' : '' } },
		'take',
	)
	// operators' notes are not announced as changes: the button reloads them
	const [reloadCount, setReloadCount] = useState(0)
	const now = useServerData(`helpline shift ${isMadeUp} ${reloadCount}`, async () =>
		isMadeUp ? null : callRoute(helplineApi.shift),
	)
	const shift = now.found
	const refresh = () => {
		reload()
		setReloadCount(reloadCount + 1)
	}
	const change = (next: Readonly<Record<string, string>>) =>
		go(`/desk/helpline?${searchOf({ ...Object.fromEntries(query), ...next })}`, { replace: true })
	const { months, period } = periodIn(query, found?.calls ?? [])
	const fileName = `${found?.demonstration ? 'made-up-' : ''}calls-${period.from}-${period.to}`
	const reader: TableAudience = query.get('for') === 'others' ? 'others' : 'us'
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{t('helpline.title')}</h1>
				<button type="button" className="plain small" onClick={refresh}>
					{t('desk.refresh')}
				</button>
			</header>
			<ProblemNote problem={isMadeUp ? null : now.problem} />
			{shift && <OpenCallBacks open={shift.open} />}
			<p className="hint">{t('helpline.help')}</p>
			<search className="filters">
				{months.length > 0 && (
					<PeriodMenus months={months} period={period} reader={reader} onChange={change} />
				)}
				{hasChoice && (
					<SelectMenu
						label={t('helpline.calls')}
						value={isMadeUp ? '1' : ''}
						options={[
							['', t('helpline.real')],
							['1', t('helpline.demonstration')],
						]}
						onChoose={(madeUp) => change({ madeUp, from: '', to: '' })}
					/>
				)}
			</search>
			<DemonstrationNote isMadeUp={found?.demonstration ?? false} />
			<ProblemNote problem={problem} />
			{found && !found.isWhole && <p className="note wait">{t('helpline.countingHint')}</p>}
			{found && months.length === 0 && <p className="note">{t('helpline.empty')}</p>}
			{found && months.length > 0 && (
				<Figures
					table={monthlyTable(found, period, reader)}
					title={t('helpline.table', {
						from: monthIn(language, period.from),
						to: monthIn(language, period.to),
					})}
					name={`${fileName}-${reader}`}
					reader={reader}
				/>
			)}
			{reader === 'us' && months.length > 0 && (
				<ReferralsByDepartment
					key={`referrals ${reloadCount}`}
					period={period}
					isMadeUp={isMadeUp}
					name={fileName}
				/>
			)}
			{shift && <Shift {...shift} />}
			{!isMadeUp && <OperatorAlerts key={`operators ${reloadCount}`} />}
		</div>
	)
}

/** True if there are real and demonstration calls to choose from. */
const canChooseDemonstration = (
	person: Pick<Person, 'demonstration'>,
	{ rounds }: Pick<Study, 'rounds'>,
): boolean => !person.demonstration && rounds.some(({ demonstration }) => demonstration)

/** Returns the months from the first to the last call, and the period in the address: all of them if it has none. */
function periodIn(query: URLSearchParams, calls: readonly { readonly month: string }[]) {
	const known = calls.map(({ month }) => month).sort()
	const [first, last] = [known[0], known.at(-1)]
	const months = first && last ? monthsOf({ from: first, to: last }) : []
	const monthAt = (name: string, usual = '') => {
		const requested = query.get(name) ?? ''
		return months.includes(requested) ? requested : usual
	}
	return { months, period: { from: monthAt('from', first), to: monthAt('to', last) } }
}

interface PeriodMenusProps {
	/** Months with calls. */
	readonly months: readonly string[]
	readonly period: { readonly from: string; readonly to: string }
	readonly reader: TableAudience
	readonly onChange: (next: Readonly<Record<string, string>>) => void
}

/** Menus for the first and the last month, and for the readers of the table. */
function PeriodMenus({ months, period, reader, onChange }: PeriodMenusProps) {
	const { t, language } = useTranslations()
	return (
		<>
			{(['from', 'to'] as const).map((name) => (
				<SelectMenu
					key={name}
					label={t(`helpline.${name}`)}
					value={period[name]}
					options={months.map((month) => [month, monthIn(language, month)])}
					onChoose={(month) => onChange({ [name]: month })}
				/>
			))}
			<SelectMenu
				label={t('helpline.audience')}
				value={reader}
				options={tableAudiences.map((each) => [each, t(`helpline.audienceOption.${each}`)])}
				onChoose={(each) => onChange({ for: each })}
			/>
		</>
	)
}

/** The list that operators have on their phones. Demonstration data is shown to demonstration accounts. */
function Shift({ referrals, openReferrals, at, done, handovers }: HelplineShift) {
	return (
		<>
			<Referrals referrals={referrals} many={openReferrals} at={at} />
			<DoneCallBacks done={done} />
			<Handovers handovers={handovers} />
		</>
	)
}

interface FiguresProps {
	readonly table: MonthlyTable
	readonly title: string
	/** Base name of the files. */
	readonly name: string
	readonly reader: TableAudience
}

function Figures({ table, title, name, reader }: FiguresProps) {
	const { t } = useTranslations()
	if (table.months.length === 0) return <p className="note">{t('helpline.emptyPeriod')}</p>
	return (
		<>
			{reader === 'others' && <p className="note">{t('helpline.publicHelp')}</p>}
			<CallsTable table={table} title={title} name={`${name}.csv`} />
			<MonthsChart months={table.months} name={`${name}-by-month.csv`} />
			<PlacesTable places={table.places} name={`${name}-by-district`} />
		</>
	)
}
