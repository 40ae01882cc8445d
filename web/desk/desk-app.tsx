import './kit/desk.css'
import './kit/lists.css'
import './kit/feedback.css'
import './kit/desk-tokens.css'
import './shell/shell.css'
import './shell/desk-search.css'
import './overview/overview.css'
import './kit/on-paper.css'
import './coverage/coverage.css'
import './review/review.css'
import './review/record-panes.css'
import './people/devices.css'
import './forms/forms.css'
import './forms/paper.css'
import './quality/quality.css'
import './export/export.css'
import './sample/sample.css'
import './study/fieldwork.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { Redirect, Route, Switch } from 'wouter'
import { accountApi } from '#shared/api/account'
import { studyApi } from '#shared/api/study'
import type { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { isHelplineOnly } from '#shared/study/deployments'
import { callRoute } from '../api/call-route.ts'
import { setHelplineWording, useTranslations } from '../ui/i18n.ts'
import { ProblemNote, ProblemTextsContext } from '../ui/problem-text.tsx'
import { AccountScreen } from './account/account-screen.tsx'
import { clearUnlockedKeys } from './account/role-key.ts'
import { SignInScreen } from './account/sign-in-screen.tsx'
import { ApprovalsScreen } from './approvals/approvals-screen.tsx'
import { AuditLogScreen } from './audit-log/audit-log-screen.tsx'
import { CleaningScreen } from './cleaning/cleaning-screen.tsx'
import { FileScreen } from './cleaning/edit-file-screen.tsx'
import { RulesScreen } from './cleaning/rules-screen.tsx'
import { ComponentsScreen } from './components/components-screen.tsx'
import { CoverageScreen } from './coverage/coverage-screen.tsx'
import { DistrictScreen } from './coverage/district-screen.tsx'
import { ReportScreen } from './coverage/report-screen.tsx'
import { ExportScreen } from './export/export-screen.tsx'
import { ReleasesScreen } from './export/releases-screen.tsx'
import { FormsScreen } from './forms/forms-screen.tsx'
import { ImportScreen } from './import/import-screen.tsx'
import { clearMappings } from './import/last-mapping.ts'
import { ApiReferenceScreen } from './integrations/api-reference-screen.tsx'
import { IntegrationsScreen } from './integrations/integrations-screen.tsx'
import { DeskContext } from './kit/desk-context.ts'
import { deskProblemTexts } from './kit/desk-problem-texts.ts'
import { createQueryClient } from './kit/query-client.ts'
import { clearToasts } from './kit/toast.tsx'
import { useServerData } from './kit/use-server-data.ts'
import { OverviewScreen } from './overview/overview-screen.tsx'
import { DevicesScreen } from './people/devices-screen.tsx'
import { PeopleScreen } from './people/people-screen.tsx'
import { PersonScreen } from './people/person-screen.tsx'
import { WithdrawalScreen } from './privacy/withdrawal-screen.tsx'
import { BackCheckScreen } from './quality/back-check-screen.tsx'
import { FlaggedScreen } from './quality/flagged-screen.tsx'
import { LimitsScreen } from './quality/limits-screen.tsx'
import { QualityAlertsScreen } from './quality/quality-alerts-screen.tsx'
import { TeamFlagsScreen } from './quality/team-flags-screen.tsx'
import { ChangeScreen } from './results/change-screen.tsx'
import { IndicatorsScreen } from './results/indicators-screen.tsx'
import { MaterialScreen } from './results/material-screen.tsx'
import { QuestionsScreen } from './results/questions-screen.tsx'
import { ResultsReportScreen } from './results/report-screen.tsx'
import { ResultsScreen } from './results/results-screen.tsx'
import { WeightsScreen } from './results/weights-screen.tsx'
import { clearCommentDrafts } from './review/comment-draft.tsx'
import { RecordDetailScreen } from './review/record-detail-screen.tsx'
import { RecordListScreen } from './review/record-list-screen.tsx'
import { clearUndoState } from './review/undo-state.ts'
import { PlanScreen } from './sample/plan-screen.tsx'
import { SampleScreen } from './sample/sample-screen.tsx'
import { DeskLayout } from './shell/desk-layout.tsx'
import { landingPage, listNavigation } from './shell/navigation.ts'
import { FieldContactsScreen } from './study/field-contacts-screen.tsx'
import { RoundsScreen } from './study/rounds-screen.tsx'
import { TableScreen } from './table/table-screen.tsx'
import { clearTableView } from './table/table-view-state.ts'
import { AgreementScreen } from './transcripts/agreement-screen.tsx'
import { QuotesScreen } from './transcripts/quotes-screen.tsx'
import { ThemeResultsScreen } from './transcripts/theme-results-screen.tsx'
import { ThemesScreen } from './transcripts/themes-screen.tsx'
import { TranscriptCodingScreen } from './transcripts/transcript-coding-screen.tsx'
import { TranscriptsScreen } from './transcripts/transcripts-screen.tsx'

const ChartsScreen = lazy(() => import('./coverage/charts-screen.tsx'))
const HelplineScreen = lazy(() => import('./helpline/helpline-screen.tsx'))

/** Server data of all screens; emptied when the user signs out. */
const queryClient = createQueryClient()

/** The desk: sign-in, then the pages of the user's role. */
export function Desk() {
	return (
		<QueryClientProvider client={queryClient}>
			<ProblemTextsContext value={deskProblemTexts}>
				<SignInOrDesk />
			</ProblemTextsContext>
		</QueryClientProvider>
	)
}

function SignInOrDesk() {
	const [reloadCount, setReloadCount] = useState(0)
	const session = useServerData(`session ${reloadCount}`, async () => ({
		person: await callRoute(accountApi.session),
	}))
	const [person, setPerson] = useState<Person | null>(null)
	const [isByCode, setByCode] = useState(false)
	const signedIn = person ?? (reloadCount === 0 ? session.found?.person : null)
	if (signedIn)
		return (
			<SignedIn
				person={signedIn}
				isByCode={isByCode}
				onSignOut={() => {
					queryClient.clear()
					setPerson(null)
					setReloadCount(reloadCount + 1)
				}}
			/>
		)
	if (session.problem)
		return (
			<main className="screen narrow stack">
				<ProblemNote problem={session.problem} />
				<TryAgain onPress={session.reload} problem={session.problem} />
			</main>
		)
	if (!session.found && reloadCount === 0) return null
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
	const { found, problem, reload } = useServerData(`study of ${person.id}`, async () => {
		const known = await callRoute(studyApi.current)
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
	const landing = landingPage(listNavigation(person, found))
	return (
		<DeskContext.Provider value={{ person, study: found, onStudyChange: reload }}>
			<DeskLayout
				isByCode={isByCode}
				onSignOut={() => {
					clearUnlockedKeys()
					clearUndoState()
					clearToasts()
					clearTableView()
					clearMappings()
					void callRoute(accountApi.signOut).finally(() => {
						// discards unsaved text too
						clearCommentDrafts()
						onSignOut()
					})
				}}
			>
				<Switch>
					<Route path="/desk/overview" component={OverviewScreen} />
					<Route path="/desk/coverage" component={CoverageScreen} />
					<Route path="/desk/coverage/report" component={ReportScreen} />
					<Route path="/desk/coverage/charts">
						<Suspense>
							<ChartsScreen />
						</Suspense>
					</Route>
					<Route path="/desk/coverage/:code">{({ code }) => <DistrictScreen key={code} code={code} />}</Route>
					<Route path="/desk/results" component={ResultsScreen} />
					<Route path="/desk/results/questions" component={QuestionsScreen} />
					<Route path="/desk/results/change" component={ChangeScreen} />
					<Route path="/desk/results/material" component={MaterialScreen} />
					<Route path="/desk/results/report" component={ResultsReportScreen} />
					<Route path="/desk/results/indicators" component={IndicatorsScreen} />
					<Route path="/desk/results/weights" component={WeightsScreen} />
					<Route path="/desk/transcripts" component={TranscriptsScreen} />
					<Route path="/desk/transcripts/themes" component={ThemesScreen} />
					<Route path="/desk/transcripts/themes-found" component={ThemeResultsScreen} />
					<Route path="/desk/transcripts/quotes" component={QuotesScreen} />
					<Route path="/desk/transcripts/agreement" component={AgreementScreen} />
					<Route path="/desk/transcripts/:id">
						{({ id }) => <TranscriptCodingScreen key={id} id={id} />}
					</Route>
					<Route path="/desk/quality" component={QualityAlertsScreen} />
					<Route path="/desk/quality/limits" component={LimitsScreen} />
					<Route path="/desk/quality/flags" component={FlaggedScreen} />
					<Route path="/desk/quality/teams" component={TeamFlagsScreen} />
					<Route path="/desk/sample/plan" component={PlanScreen} />
					<Route path="/desk/sample" component={SampleScreen} />
					<Route path="/desk/rounds" component={RoundsScreen} />
					<Route path="/desk/records" component={RecordListScreen} />
					<Route path="/desk/records/:id">{({ id }) => <RecordDetailScreen key={id} id={id} />}</Route>
					<Route path="/desk/table" component={TableScreen} />
					<Route path="/desk/cleaning/file" component={FileScreen} />
					<Route path="/desk/cleaning" component={CleaningScreen} />
					<Route path="/desk/cleaning/rules" component={RulesScreen} />
					<Route path="/desk/import" component={ImportScreen} />
					<Route path="/desk/back-checks" component={BackCheckScreen} />
					<Route path="/desk/helpline">
						<Suspense>
							<HelplineScreen />
						</Suspense>
					</Route>
					<Route path="/desk/export" component={ExportScreen} />
					<Route path="/desk/releases" component={ReleasesScreen} />
					<Route path="/desk/integrations" component={IntegrationsScreen} />
					<Route path="/desk/integrations/questions" component={ApiReferenceScreen} />
					<Route path="/desk/withdrawal" component={WithdrawalScreen} />
					<Route path="/desk/forms" component={FormsScreen} />
					<Route path="/desk/approvals" component={ApprovalsScreen} />
					<Route path="/desk/people" component={PeopleScreen} />
					<Route path="/desk/people/:id">{({ id }) => <PersonScreen key={id} id={id} />}</Route>
					<Route path="/desk/devices" component={DevicesScreen} />
					<Route path="/desk/field-contacts" component={FieldContactsScreen} />
					<Route path="/desk/audit-log" component={AuditLogScreen} />
					<Route path="/desk/account" component={AccountScreen} />
					<Route path="/desk/components" component={ComponentsScreen} />
					<Route>{landing && <Redirect to={landing.path} replace />}</Route>
				</Switch>
			</DeskLayout>
		</DeskContext.Provider>
	)
}

function TryAgain({ onPress, problem }: { onPress: () => void; problem: Problem }) {
	const { t } = useTranslations()
	return problem.recovery === 'retry-later' ? (
		<button type="button" onClick={onPress}>
			{t('app.retry')}
		</button>
	) : null
}
