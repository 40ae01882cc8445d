import { useLocation, useSearch } from 'wouter'
import { backCheckApi } from '#shared/api/back-checks'
import { localize } from '#shared/forms/localized-text'
import { may } from '#shared/people/roles'
import type { BackCheckListResponse } from '#shared/quality/back-check-assignment'
import { backCheckForm } from '#shared/study/record-attributes'
import { openRoundFor } from '#shared/study/study'
import { callRoute } from '../../api/call-route.ts'
import { formsFor } from '../../api/load-forms.ts'
import { searchOf } from '../../api/search-of.ts'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useAsyncAction } from '../../ui/use-async-action.ts'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useDesk, useDistrictNames } from '../kit/desk-context.ts'
import { TableWithFile } from '../kit/table-with-download.tsx'
import { UnlistedOption } from '../kit/unlisted-option.tsx'
import { useRoute, useServerData } from '../kit/use-server-data.ts'
import { EnumeratorErrorRates } from './back-check-error-rates.tsx'
import { CheckTable } from './back-check-table.tsx'

/** Back-checks of a district: interviews that another enumerator repeats in part, and the results. */
export function BackCheckScreen() {
	const { t, language } = useTranslations()
	const { study, person } = useDesk()
	const names = useDistrictNames()
	const query = new URLSearchParams(useSearch())
	const [, go] = useLocation()
	const { isBusy, problem, run } = useAsyncAction()
	const round =
		query.get('round') ?? (openRoundFor(study.rounds, person.demonstration) ?? study.rounds[0])?.code ?? ''
	const district = query.get('district') ?? names[0]?.[0] ?? ''
	const show = (changed: { round?: string; district?: string }) =>
		go(`/desk/back-checks?${searchOf({ round, district, ...changed })}`)
	const loaded = useRoute(backCheckApi.list, { query: { round, district } }, 'take')
	const forms = useServerData('forms', () => formsFor(person.role))
	const form = forms.found?.find(({ id }) => id === backCheckForm)?.definition ?? null
	const { found, reload } = loaded
	const isMadeUp = study.rounds.find(({ code }) => code === round)?.demonstration ?? false
	const mayGive = may(person.role, 'back-checks.assign') && !person.demonstration && !isMadeUp
	const give = async (record: string, to: string | null) => {
		await run(() =>
			callRoute(backCheckApi.assign, { params: { id: record }, body: { person: to } }).then(reload),
		)
	}
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{t('backChecks.title')}</h1>
				<button type="button" className="plain small" onClick={() => print()}>
					{t('backChecks.printList')}
				</button>
			</header>
			<p className="hint">{t('backChecks.help')}</p>
			<DemonstrationNote isMadeUp={isMadeUp} />
			<div className="filters">
				<label>
					{t('desk.round')}
					<select value={round} onChange={(event) => show({ round: event.target.value })}>
						<UnlistedOption value={round} listed={study.rounds.map(({ code }) => code)} />
						{study.rounds.map(({ code, name }) => (
							<option key={code} value={code}>
								{localize(name, language)}
							</option>
						))}
					</select>
				</label>
				<label>
					{t('sample.district')}
					<select value={district} onChange={(event) => show({ district: event.target.value })}>
						<UnlistedOption value={district} listed={names.map(([code]) => code)} />
						{names.map(([code, name]) => (
							<option key={code} value={code}>
								{name}
							</option>
						))}
					</select>
				</label>
			</div>
			<ProblemNote problem={loaded.problem ?? problem} />
			{found && <Summary found={found} />}
			{found && found.interviews > 0 && (
				<>
					<section className="stack tight" aria-labelledby="enumerators">
						<h2 id="enumerators">{t('backChecks.byEnumerator')}</h2>
						<TableWithFile name={`back-check-rates-${district}`} about={t('backChecks.byEnumerator')}>
							<EnumeratorErrorRates enumerators={found.enumerators} />
						</TableWithFile>
					</section>
					<section className="stack tight" aria-labelledby="checks">
						<h2 id="checks">{t('backChecks.selectedInterviews')}</h2>
						<TableWithFile name={`back-checks-${district}`} about={t('backChecks.selectedInterviews')}>
							<CheckTable found={found} form={form} onGive={mayGive && !isBusy ? give : null} />
						</TableWithFile>
					</section>
				</>
			)}
		</div>
	)
}

function Summary({ found: { interviews, checks } }: { found: BackCheckListResponse }) {
	const { t, language } = useTranslations()
	if (interviews === 0) return <p className="note quiet">{t('backChecks.empty')}</p>
	const count = (state: BackCheckListResponse['checks'][number]['state']) =>
		numberIn(language, checks.filter((each) => each.state === state).length)
	return (
		<p className="headline">
			{t('backChecks.summary', {
				interviews: numberIn(language, interviews),
				drawn: numberIn(language, checks.length),
				checked: count('checked'),
				inVain: count('not-reached'),
				given: count('given'),
				toGive: count('to-give'),
			})}
		</p>
	)
}
