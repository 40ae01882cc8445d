import { Link } from 'wouter'
import { sampleApi } from '#shared/api/sample'
import { may } from '#shared/people/roles'
import type { SampleResponse } from '#shared/sample/sample-api'
import { callRoute } from '../../api/call-route.ts'
import { searchOf } from '../../api/search-of.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useAsyncAction } from '../../ui/use-async-action.ts'
import { useDesk } from '../kit/desk-context.ts'
import { useScope } from '../kit/scope.tsx'
import { Skeleton } from '../kit/skeleton.tsx'
import { saveRows } from '../kit/table-rows.ts'
import { showToast } from '../kit/toast.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import { assignmentFileRows } from './assignment-file.ts'
import { Assignments } from './assignments.tsx'
import { ImportSample } from './import-sample.tsx'
import { ListingDrawNote } from './listing-draw-note.tsx'
import { WorkloadTable } from './workload-table.tsx'

/** Households of a district, their enumerators and their progress. */
export function SampleScreen() {
	const { t } = useTranslations()
	const { person, study } = useDesk()
	const { round, district } = useScope('one-district')
	const access = useAsyncAction()
	const mayImport = may(person.role, 'sample.import') && !person.demonstration
	/** The round on the screen, if this user can import its sample. */
	const importedRound = study.rounds.find(
		({ code, state, demonstration }) => mayImport && code === round && state !== 'closed' && !demonstration,
	)
	const { found, problem, reload } = useRoute(sampleApi.list, { query: { round, district } }, 'take')
	const mayAssign = may(person.role, 'sample.assign') && !person.demonstration
	const move = (cluster: string, isUnreachable: boolean, why: string) =>
		void access.run(async () => {
			await callRoute(sampleApi.setClusterAccess, { body: { round, cluster, isUnreachable, why } })
			reload()
			showToast(t(isUnreachable ? 'sample.markedInaccessible' : 'sample.markedAccessible', { cluster }))
		})
	return (
		<div className="stack">
			<SampleHead found={found} round={round} district={district} />
			<p className="hint">{t('sample.help')}</p>
			<ProblemNote problem={problem ?? access.problem} />
			{importedRound && <ImportSample key={round} round={importedRound} onDone={reload} />}
			{importedRound &&
				found?.drawn.map((each) => (
					<ListingDrawNote key={each.record} round={round} drawn={each} onDone={reload} />
				))}
			{!found && !problem && <Skeleton />}
			{found && found.clusters.length === 0 && <p className="note quiet">{t('sample.empty')}</p>}
			{found && found.clusters.length > 0 && (
				<>
					<Assignments
						key={`${round} ${district}`}
						found={found}
						round={round}
						mayAssign={mayAssign}
						onMove={mayAssign && !access.isBusy ? move : null}
						onChanged={reload}
					/>
					<WorkloadTable found={found} district={district} />
				</>
			)}
		</div>
	)
}

interface SampleHeadProps {
	/** Null while it loads. */
	readonly found: SampleResponse | null
	readonly round: string
	readonly district: string
}

function SampleHead({ found, round, district }: SampleHeadProps) {
	const { t } = useTranslations()
	return (
		<header className="desk-head">
			<h1>{t('sample.title')}</h1>
			{found && found.clusters.length > 0 && (
				<>
					<button
						type="button"
						className="plain small"
						onClick={() => saveRows(`assignments-${district}.csv`, assignmentFileRows(found))}
					>
						{t('coverage.exportCsv')}
					</button>
					<Link className="plain small button" href={`/desk/sample/plan?${searchOf({ round, district })}`}>
						{t('sample.printPlan')}
					</Link>
				</>
			)}
		</header>
	)
}
