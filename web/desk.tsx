import './desk/desk.css'
import './desk/on-paper.css'
import './coverage/coverage.css'
import './review/review.css'
import './people/phones.css'
import './forms/forms.css'
import './forms/paper.css'
import './quality/quality.css'
import './sample/sample.css'
import './fieldwork/fieldwork.css'
import { lazy, Suspense, useState } from 'react'
import { Redirect, Route, Switch } from 'wouter'
import type { Person } from '#shared/access/people'
import { isHelplineOnly } from '#shared/campaign/works'
import type { Problem } from '#shared/kernel/problem'
import { AuditLogScreen } from './access-log/access-log-screen.tsx'
import { ApprovalsScreen } from './approvals/approvals-screen.tsx'
import { BackCheckScreen } from './back-checks/back-check-screen.tsx'
import { CleaningScreen } from './cleaning/corrections-screen.tsx'
import { FileScreen } from './cleaning/file-screen.tsx'
import { RulesScreen } from './cleaning/rules-screen.tsx'
import { AgreementScreen } from './coding/agreement-screen.tsx'
import { CodeScreen } from './coding/code-screen.tsx'
import { FoundScreen } from './coding/found-screen.tsx'
import { QuotesScreen } from './coding/quotes-screen.tsx'
import { TranscriptsScreen } from './coding/talks-screen.tsx'
import { ThemesScreen } from './coding/themes-screen.tsx'
import { CoverageScreen } from './coverage/coverage-screen.tsx'
import { DistrictScreen } from './coverage/district-screen.tsx'
import { ReportScreen } from './coverage/report-screen.tsx'
import { AccountScreen } from './desk/account-screen.tsx'
import { DeskContext } from './desk/desk-context.ts'
import { DeskFrame, listNavigation } from './desk/desk-frame.tsx'
import { HelpDeskScreen } from './desk/help-desk-screen.tsx'
import { clearUnlockedKeys } from './desk/role-key.ts'
import { SignInScreen } from './desk/sign-in-screen.tsx'
import { useLoaded } from './desk/use-loaded.ts'
import { WithdrawalScreen } from './destroy/destroy-screen.tsx'
import { ExportScreen } from './export/export-screen.tsx'
import { ReleasesScreen } from './export/releases-screen.tsx'
import { FieldworkScreen } from './fieldwork/fieldwork-screen.tsx'
import { ChangeScreen } from './figures/change-screen.tsx'
import { ResultsScreen } from './figures/figures-screen.tsx'
import { IndicatorsScreen } from './figures/indicators-screen.tsx'
import { MaterialScreen } from './figures/material-screen.tsx'
import { ResultsReportScreen } from './figures/report-screen.tsx'
import { WeightsScreen } from './figures/weights-screen.tsx'
import { FormsScreen } from './forms/forms-screen.tsx'
import { IntegrationsScreen } from './live/connections-screen.tsx'
import { DescriptionScreen } from './live/description-screen.tsx'
import { clearMappings } from './older-data/last-mapping.ts'
import { ImportScreen } from './older-data/older-data-screen.tsx'
import { PeopleScreen } from './people/people-screen.tsx'
import { PhonesScreen } from './people/phones-screen.tsx'
import { FlaggedScreen } from './quality/flagged-screen.tsx'
import { InterviewerScreen } from './quality/interviewer-screen.tsx'
import { LimitsScreen } from './quality/limits-screen.tsx'
import { VisitScreen } from './quality/visit-screen.tsx'
import { clearCommentDrafts } from './review/commenting.tsx'
import { clearUndoState } from './review/just-approved.ts'
import { RecordDetailScreen } from './review/record-detail-screen.tsx'
import { RecordListScreen } from './review/record-list-screen.tsx'
import { PlanScreen } from './sample/plan-screen.tsx'
import { SampleScreen } from './sample/sample-screen.tsx'
import { fetchCurrentPerson, fetchStudy, signOut } from './sync/desk-client.ts'
import { clearTableView } from './table/last-look.ts'
import { TableScreen } from './table/table-screen.tsx'
import { setHelplineWording, useTranslations } from './ui/i18n.ts'
import { ProblemNote } from './ui/problem-text.tsx'

const ChartsScreen = lazy(() => import('./coverage/charts-screen.tsx'))
const HelplineScreen = lazy(() => import('./helpline/helpline-screen.tsx'))

/** The desk: sign-in, then the pages of the user's role. */
export function Desk() {
	const [reloadCount, setReloadCount] = useState(0)
	const me = useLoaded(`me ${reloadCount}`, fetchCurrentPerson)
	const [person, setPerson] = useState<Person | null>(null)
	const [isByCode, setByCode] = useState(false)
	const signedIn = person ?? (reloadCount === 0 ? me.found : null)
	if (signedIn)
		return (
			<SignedIn
				person={signedIn}
				isByCode={isByCode}
				onSignOut={() => {
					setPerson(null)
					setReloadCount(reloadCount + 1)
				}}
			/>
		)
	if (me.problem && me.problem.code !== 'signed-out')
		return (
			<main className="screen narrow stack">
				<ProblemNote problem={me.problem} />
				<TryAgain onPress={me.reload} problem={me.problem} />
			</main>
		)
	if (!me.problem && reloadCount === 0) return null
	return (
		<SignInScreen
			onSignIn={(known, byCode) => {
				setPerson(known)
				setByCode(byCode)
			}}
		/>
	)
}

interface SignedInProps {
	readonly person: Person
	readonly isByCode: boolean
	readonly onSignOut: () => void
}

function SignedIn({ person, isByCode, onSignOut }: SignedInProps) {
	const { found, problem, reload } = useLoaded(person.id, async () => {
		const known = await fetchStudy()
		setHelplineWording(isHelplineOnly(known.serves))
		return known
	})
	if (!found)
		return problem ? (
			<main className="screen narrow stack">
				<ProblemNote problem={problem} />
				<TryAgain onPress={reload} problem={problem} />
			</main>
		) : null
	const [first] = listNavigation(person, found)
	return (
		<DeskContext.Provider value={{ person, campaign: found, onCampaignChange: reload }}>
			<DeskFrame
				isByCode={isByCode}
				onSignOut={() => {
					clearUnlockedKeys()
					clearUndoState()
					clearTableView()
					clearMappings()
					void signOut().finally(() => {
						// discards unsaved text too
						clearCommentDrafts()
						onSignOut()
					})
				}}
			>
				<Switch>
					<Route path="/desk/coverage" component={CoverageScreen} />
					<Route path="/desk/coverage/report" component={ReportScreen} />
					<Route path="/desk/coverage/charts">
						<Suspense>
							<ChartsScreen />
						</Suspense>
					</Route>
					<Route path="/desk/coverage/:code">{({ code }) => <DistrictScreen key={code} code={code} />}</Route>
					<Route path="/desk/figures" component={ResultsScreen} />
					<Route path="/desk/figures/change" component={ChangeScreen} />
					<Route path="/desk/figures/material" component={MaterialScreen} />
					<Route path="/desk/figures/report" component={ResultsReportScreen} />
					<Route path="/desk/figures/indicators" component={IndicatorsScreen} />
					<Route path="/desk/figures/weights" component={WeightsScreen} />
					<Route path="/desk/talks" component={TranscriptsScreen} />
					<Route path="/desk/talks/themes" component={ThemesScreen} />
					<Route path="/desk/talks/found" component={FoundScreen} />
					<Route path="/desk/talks/quotes" component={QuotesScreen} />
					<Route path="/desk/talks/agreement" component={AgreementScreen} />
					<Route path="/desk/talks/:id">{({ id }) => <CodeScreen key={id} id={id} />}</Route>
					<Route path="/desk/quality" component={VisitScreen} />
					<Route path="/desk/quality/limits" component={LimitsScreen} />
					<Route path="/desk/quality/flags" component={FlaggedScreen} />
					<Route path="/desk/quality/interviewers/:id">
						{({ id }) => <InterviewerScreen key={id} id={id} />}
					</Route>
					<Route path="/desk/sample/plan" component={PlanScreen} />
					<Route path="/desk/sample" component={SampleScreen} />
					<Route path="/desk/fieldwork" component={FieldworkScreen} />
					<Route path="/desk/records" component={RecordListScreen} />
					<Route path="/desk/records/:id">{({ id }) => <RecordDetailScreen key={id} id={id} />}</Route>
					<Route path="/desk/table" component={TableScreen} />
					<Route path="/desk/corrections/file" component={FileScreen} />
					<Route path="/desk/corrections" component={CleaningScreen} />
					<Route path="/desk/corrections/rules" component={RulesScreen} />
					<Route path="/desk/corrections/older" component={ImportScreen} />
					<Route path="/desk/back-checks" component={BackCheckScreen} />
					<Route path="/desk/helpline">
						<Suspense>
							<HelplineScreen />
						</Suspense>
					</Route>
					<Route path="/desk/export" component={ExportScreen} />
					<Route path="/desk/releases" component={ReleasesScreen} />
					<Route path="/desk/connections" component={IntegrationsScreen} />
					<Route path="/desk/connections/questions" component={DescriptionScreen} />
					<Route path="/desk/destroy" component={WithdrawalScreen} />
					<Route path="/desk/forms" component={FormsScreen} />
					<Route path="/desk/approvals" component={ApprovalsScreen} />
					<Route path="/desk/people" component={PeopleScreen} />
					<Route path="/desk/phones" component={PhonesScreen} />
					<Route path="/desk/help" component={HelpDeskScreen} />
					<Route path="/desk/log" component={AuditLogScreen} />
					<Route path="/desk/account" component={AccountScreen} />
					<Route>{first && <Redirect to={first.path} replace />}</Route>
				</Switch>
			</DeskFrame>
		</DeskContext.Provider>
	)
}

function TryAgain({ onPress, problem }: { onPress: () => void; problem: Problem }) {
	const { t } = useTranslations()
	return problem.recovery === 'retry-later' ? (
		<button type="button" onClick={onPress}>
			{t('app.tryAgain')}
		</button>
	) : null
}
