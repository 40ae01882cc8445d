import '../frame/receipt.css'
import { type ReactNode, useSyncExternalStore } from 'react'
import { Link } from 'wouter'
import { appointmentOf } from '#shared/sample/day-plan'
import { lastSyncOf } from '../../storage/enrolment/enrolments.ts'
import { compiledForm } from '../../storage/records/documents.ts'
import type { LocalRecord } from '../../storage/records/fold-rows.ts'
import { listRecords, recordOnPhone } from '../../storage/records/records.ts'
import { timeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useOnline } from '../../ui/use-online.ts'
import { useSession } from '../../ui/work-session-context.ts'
import { AppBar } from '../frame/app-bar.tsx'
import { tabPaths } from '../frame/bottom-tabs.tsx'
import { ClusterProgress } from '../visit/cluster-progress.tsx'
import { type HouseholdPlace, householdPath, useHouseholdFormPlace } from '../visit/household-place.ts'
import { HouseholdLines, useHouseholdName } from '../visit/household-text.tsx'
import { type ClusterOfHouseholds, type Household, useHouseholds } from '../visit/use-households.ts'
import { RecordCode } from './record-code.tsx'

/** After Finish: the record is done, where it is now, and what comes next. */
export function ReceiptScreen({ id }: { id: string }) {
	const { t } = useTranslations()
	const { session } = useSession()
	const found = useLocalData(async () => {
		const [record, listed, lastSyncAt] = await Promise.all([
			recordOnPhone(session, id),
			listRecords(session),
			lastSyncOf(session),
		])
		const form = record ? await compiledForm(session, record.form.id, record.form.ver) : null
		return { record, form, listed: listed.find((each) => each.id === id) ?? null, lastSyncAt }
	}, `${session.device} ${id}`)
	const households = useHouseholds()
	if (!found || !households) return null
	const { record, form, listed, lastSyncAt } = found
	const work = listed?.work ?? null
	const cluster = households.clusters.find(({ document }) => document.cluster === work?.cluster)
	const own = cluster?.lines.find(({ household }) => household === work?.household)
	const name = own
		? t('dayPlan.household', { household: own.household })
		: listed?.name || t('home.untitledRecord')
	return (
		<div className="app-screen">
			<AppBar title={<bdi>{name}</bdi>} subtitle={t('receipt.title')} hasSyncChip />
			<main>
				<SendReceipt name={name} sentAt={listed?.sendState === 'at-server' ? lastSyncAt : null}>
					{listed?.isUnwanted && record && <Deleted record={record} />}
				</SendReceipt>
				<div className="padded">
					{form && record && <RecordCode form={form} record={record} id={id} />}
					{cluster && own && <AfterHousehold cluster={cluster} own={own} />}
				</div>
			</main>
			<NextSteps cluster={cluster} own={own} id={id} />
		</div>
	)
}

/** The answers were deleted, as the respondent wished; a copy that left the phone before is deleted by the office. */
function Deleted({ record: { revisions } }: { record: LocalRecord }) {
	const { t } = useTranslations()
	return (
		<>
			<p>
				<b>{t('receipt.answersDeleted')}</b>
			</p>
			{revisions.length > 1 && <p>{t('endInterview.copySentHelp')}</p>}
		</>
	)
}

interface SendReceiptProps {
	readonly name: string
	/** When the server had it, ms since 1970; null if it is not sent. */
	readonly sentAt: number | null
	readonly children: ReactNode
}

/** Green: the server has it. Blue: it is safe on this phone. */
function SendReceipt({ name, sentAt, children }: SendReceiptProps) {
	const { t, language } = useTranslations()
	const { loop } = useSession()
	const isOnline = useOnline()
	const { isRunning } = useSyncExternalStore(loop.subscribe, loop.state)
	return (
		<section className={sentAt === null ? 'receipt seen' : 'receipt'} role="status">
			<span className="receipt-mark">
				<Icon name="check" />
			</span>
			<h2>{t('receipt.finished', { name })}</h2>
			{children}
			{sentAt !== null ? (
				<p>{t('receipt.sent', { time: timeIn(language, sentAt) })}</p>
			) : (
				<>
					<p>
						<b>{t('receipt.savedHere')}</b>
					</p>
					<p>{t(isRunning ? 'receipt.sendingNow' : isOnline ? 'receipt.sendsSoon' : 'receipt.sendsLater')}</p>
				</>
			)}
		</section>
	)
}

/** Progress of the cluster, and the replacement that the result has unlocked. */
function AfterHousehold({ cluster, own }: { cluster: ClusterOfHouseholds; own: Household }) {
	const { t } = useTranslations()
	const nameOf = useHouseholdName()
	const unlocked =
		own.state === 'ended'
			? cluster.lines.find(({ replaces, state }) => replaces === own.household && state === 'to-visit')
			: undefined
	return (
		<>
			{unlocked && (
				<section className="panel seen-edge" aria-labelledby="unlocked">
					<h2 id="unlocked" className="panel-title">
						{t('receipt.unlocked')}
					</h2>
					<p>{t('receipt.replaces', { name: nameOf(unlocked), household: own.household })}</p>
					<HouseholdLines line={{ ...unlocked, replaces: null }} />
				</section>
			)}
			<ClusterProgress cluster={cluster} />
		</>
	)
}

/** Returns the household to go to next: the replacement of this one, then appointments, then the sample's order. */
function nextHousehold(
	cluster: ClusterOfHouseholds | undefined,
	own: Household | undefined,
): Household | undefined {
	if (!cluster || !own) return undefined
	const left = cluster.lines.filter(({ state }) => state === 'to-visit' || state === 'begun')
	const due = cluster.lines.filter((line) => {
		const at = appointmentOf(line)
		return at !== null && at <= Date.now()
	})
	return left.find(({ replaces }) => replaces === own.household) ?? due[0] ?? left[0]
}

interface NextStepsProps {
	readonly cluster: ClusterOfHouseholds | undefined
	readonly own: Household | undefined
	readonly id: string
}

function NextSteps({ cluster, own, id }: NextStepsProps) {
	const { t } = useTranslations()
	const next = nextHousehold(cluster, own)
	const tab = useHouseholdFormPlace()?.from?.tab
	return (
		<footer className="app-foot">
			{own ? (
				<Link className={next ? 'button plain' : 'button'} href={tabPaths.households} replace>
					{t('receipt.allHouseholds')}
				</Link>
			) : (
				<>
					<Link className="button plain" href={`/record/${id}`}>
						{t('receipt.view')}
					</Link>
					<Link className="button" href={tabPaths.today} replace>
						{t('app.toHome')}
					</Link>
				</>
			)}
			{next && cluster && (
				<Link
					className="button"
					href={householdPath}
					state={
						{
							cluster: cluster.document.cluster,
							household: next.household,
							...(tab && { tab }),
						} satisfies HouseholdPlace
					}
					replace
				>
					{t('receipt.next', { household: next.household })}
				</Link>
			)}
		</footer>
	)
}
