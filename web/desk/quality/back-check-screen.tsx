import { backCheckApi } from '#shared/api/back-checks'
import { may } from '#shared/people/roles'
import type { BackCheckListResponse } from '#shared/quality/back-check-assignment'
import { backCheckForm } from '#shared/study/record-attributes'
import { callRoute } from '../../api/call-route.ts'
import { formsFor } from '../../api/load-forms.ts'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useAsyncAction } from '../../ui/use-async-action.ts'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { useScope } from '../kit/scope.tsx'
import { TableWithFile } from '../kit/table-with-download.tsx'
import { useRoute, useServerData } from '../kit/use-server-data.ts'
import { EnumeratorErrorRates } from './back-check-error-rates.tsx'
import { CheckTable } from './back-check-table.tsx'

/** Back-checks of a district: interviews that another enumerator repeats in part, and the results. */
export function BackCheckScreen() {
	const { t } = useTranslations()
	const { study, person } = useDesk()
	const { isBusy, problem, run } = useAsyncAction()
	const { round, district } = useScope('one-district')
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
