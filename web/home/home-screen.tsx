import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { openRoundFor } from '#shared/campaign/campaign'
import { campaignForms } from '#shared/campaign/record-facts'
import { textIn } from '#shared/forms/texts'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { campaignOnPhone, currentForms, type FormOnPhone, personOnPhone } from '../storage/documents.ts'
import { beginCorrection, beginDraft, type ListedDraft, listDrafts } from '../storage/drafts.ts'
import { persistence } from '../storage/persistence.ts'
import { type ListedRecord, listRecords } from '../storage/records-on-phone.ts'
import { useWorking } from '../ui/at-work-context.ts'
import { DiskNote, Losses } from '../ui/disk-note.tsx'
import { dateTimeIn } from '../ui/formats.ts'
import { useTexts } from '../ui/i18n.ts'
import { Icon } from '../ui/icons.tsx'
import { InstallHint } from '../ui/install-hint.tsx'
import { ProblemNote } from '../ui/problem-text.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { UpdateNote } from '../ui/update-note.tsx'
import { useStored } from '../ui/use-stored.ts'
import { SendLink } from './send-link.tsx'
import { stateOf } from './state-of.ts'
import { SyncNote } from './sync-note.tsx'

const shownAtFirst = 20

/** The enumerator's first screen: what to go on with, what is new to begin, what is done and where it is. */
export function HomeScreen() {
	const { t, language: appLanguage } = useTexts()
	const { atWork, lock } = useWorking()
	const found = useStored(async () => {
		const [drafts, records, forms, campaign, person, kept] = await Promise.all([
			listDrafts(atWork),
			listRecords(atWork),
			currentForms(atWork),
			campaignOnPhone(atWork),
			personOnPhone(atWork),
			persistence(),
		])
		return {
			drafts,
			records,
			forms,
			round: campaign && openRoundFor(campaign.rounds, person.demonstration),
			persistence: kept,
		}
	}, atWork.device)
	const titles = new Map(found?.forms.map(({ id, title }) => [id, textIn(title, appLanguage)]))
	const inWork = new Set(found?.drafts.map(({ record }) => record))
	const elsewhere = found?.records.filter(({ status, id }) => status === 'draft' && !inWork.has(id)) ?? []
	const finished = found?.records.filter(({ status }) => status !== 'draft') ?? []
	return (
		<main className="screen stack">
			<header className="bar">
				<h1>
					<bdi>{atWork.person.name}</bdi>
				</h1>
				<SendLink />
				<button type="button" className="icon-button" aria-label={t('home.lock')} onClick={lock}>
					<Icon name="lock" />
				</button>
			</header>
			<UpdateNote />
			<SyncNote />
			<Losses />
			<DiskNote />
			{found?.persistence === 'denied' && <p className="note wait">{t('home.notPersistent')}</p>}
			{/* no interview begins before the browser has answered, and what it answered is said above */}
			{found && found.persistence !== 'unknown' && (
				<Begin forms={found.forms} hasRound={found.round !== null} />
			)}
			{found && (found.drafts.length > 0 || elsewhere.length > 0) && (
				<section className="stack tight" aria-labelledby="drafts">
					<h2 id="drafts">{t('home.drafts')}</h2>
					<ul className="cards">
						{found.drafts.map((draft) => (
							<DraftCard key={draft.id} draft={draft} title={titles.get(draft.form.id) ?? ''} />
						))}
						{elsewhere.map((record) => (
							<TakeUpCard key={record.id} record={record} title={titles.get(record.form.id) ?? ''} />
						))}
					</ul>
				</section>
			)}
			{found && <Finished records={finished} titles={titles} />}
			<InstallHint />
		</main>
	)
}

function Begin({ forms, hasRound }: { forms: readonly FormOnPhone[]; hasRound: boolean }) {
	const { t, language: appLanguage } = useTexts()
	const { atWork } = useWorking()
	const [, go] = useLocation()
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isBeginning, setBeginning] = useState(false)
	if (forms.length === 0) return <p className="note quiet">{t('home.noForms')}</p>
	if (!hasRound) return <p className="note wait">{t('home.noRound')}</p>
	const place = ({ id }: FormOnPhone) => (order.includes(id) ? order.indexOf(id) : order.length)
	const first = [...forms].sort((a, b) => place(a) - place(b))
	return (
		<section className="stack tight" aria-labelledby="begin">
			<h2 id="begin">{t('home.begin')}</h2>
			<ul className="cards">
				{first.map(({ id, version, title, state }) => (
					<li key={id}>
						<button
							type="button"
							className="card begin"
							disabled={isBeginning || state === 'paused'}
							onClick={() => {
								setBeginning(true)
								beginDraft(atWork, { id, ver: version }).then(
									(draft) => go(`/fill/${draft}`),
									(thrown: unknown) => {
										setProblem(asProblem(thrown))
										setBeginning(false)
									},
								)
							}}
						>
							<Icon name="plus" />
							<span>
								{textIn(title, appLanguage)}
								{state === 'paused' && <span className="hint">{t('home.paused')}</span>}
							</span>
						</button>
					</li>
				))}
			</ul>
			<ProblemNote problem={problem} />
		</section>
	)
}

/** The form that is filled most stands first; those that the campaign does not count follow. */
const order: readonly string[] = Object.values(campaignForms)

function CardText({ name, title, changedAt }: { name: string; title: string; changedAt: number }) {
	const { t, language: appLanguage } = useTexts()
	return (
		<span className="card-text">
			<bdi>{name === '' || name === '/' ? t('home.unnamed') : name}</bdi>
			<span className="hint">
				{title} · {dateTimeIn(appLanguage, changedAt)}
			</span>
		</span>
	)
}

function DraftCard({ draft, title }: { draft: ListedDraft; title: string }) {
	if (draft.isUnreadable)
		return (
			<li className="card">
				<CardText name={draft.name} title={title} changedAt={draft.changedAt} />
				<StateMark state="refused" />
			</li>
		)
	return (
		<li>
			<Link className="card" href={`/fill/${draft.id}`}>
				<CardText name={draft.name} title={title} changedAt={draft.changedAt} />
				<StateMark state={draft.isCorrection ? 'correction' : 'draft'} />
			</Link>
		</li>
	)
}

/** A draft that this person began on another phone. */
function TakeUpCard({ record, title }: { record: ListedRecord; title: string }) {
	const { atWork } = useWorking()
	const [, go] = useLocation()
	const [problem, setProblem] = useState<Problem | null>(null)
	return (
		<li>
			<button
				type="button"
				className="card"
				onClick={() => {
					beginCorrection(atWork, record.id).then(
						(draft) => go(`/fill/${draft}`),
						(thrown: unknown) => setProblem(asProblem(thrown)),
					)
				}}
			>
				<CardText name={record.name} title={title} changedAt={record.changedAt} />
				<StateMark state="draft" />
			</button>
			<ProblemNote problem={problem} />
		</li>
	)
}

function Finished({
	records,
	titles,
}: {
	records: readonly ListedRecord[]
	titles: ReadonlyMap<string, string>
}) {
	const { t } = useTexts()
	const [most, setMost] = useState(shownAtFirst)
	const here = records.filter(({ whereabouts }) => whereabouts !== 'at-server')
	const there = records.filter(({ whereabouts }) => whereabouts === 'at-server')
	const list = (label: string, id: string, some: readonly ListedRecord[]) =>
		some.length > 0 && (
			<section className="stack tight" aria-labelledby={id}>
				<h2 id={id}>
					{label} <span className="count">{some.length}</span>
				</h2>
				<ul className="cards">
					{some.slice(0, most).map((record) => (
						<li key={record.id}>
							<Link className="card" href={`/record/${record.id}`}>
								<CardText
									name={record.name}
									title={titles.get(record.form.id) ?? ''}
									changedAt={record.changedAt}
								/>
								<StateMark state={stateOf(record)} />
							</Link>
						</li>
					))}
				</ul>
				{some.length > most && (
					<button type="button" className="plain" onClick={() => setMost(most + 100)}>
						{t('home.more', { count: some.length - most })}
					</button>
				)}
			</section>
		)
	return (
		<>
			{list(t('home.onlyHere'), 'only-here', here)}
			{list(t('home.atServer'), 'at-server', there)}
		</>
	)
}
