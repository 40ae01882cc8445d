import { useState } from 'react'
import { Link } from 'wouter'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { outboxState } from '../storage/outbox.ts'
import { type AtWork, type PersonOnPhone, peopleOnPhone, unlock } from '../storage/people-on-phone.ts'
import { Losses } from '../ui/disk-note.tsx'
import { dateTimeIn } from '../ui/formats.ts'
import { useTexts } from '../ui/i18n.ts'
import { Icon } from '../ui/icons.tsx'
import { InstallHint } from '../ui/install-hint.tsx'
import { LanguageChoice } from '../ui/language-choice.tsx'
import { ProblemNote } from '../ui/problem-text.tsx'
import { UpdateNote } from '../ui/update-note.tsx'
import { useStored } from '../ui/use-stored.ts'
import { PinField } from './pin-field.tsx'

/** Who is working? Several people can share a phone; each sees only their own work. */
export function UnlockScreen({ onUnlock }: { onUnlock: (atWork: AtWork) => void }) {
	const { t, language: appLanguage } = useTexts()
	const people = useStored(peopleOnPhone)
	const [chosen, setChosen] = useState<PersonOnPhone | null>(null)
	if (!people) return null
	const person = chosen ?? (people.length === 1 ? people[0] : undefined)
	return (
		<main className="screen narrow">
			<header className="welcome">
				<p className="brand">
					Zila <span lang="ur">ضلع</span>
				</p>
				<LanguageChoice />
			</header>
			<UpdateNote />
			<Losses />
			{person ? (
				<EnterPin person={person} onUnlock={onUnlock} />
			) : (
				<section className="stack">
					<h1>{people.length > 0 ? t('unlock.whoWorks') : t('unlock.welcome')}</h1>
					{people.length === 0 && <p>{t('unlock.firstTime')}</p>}
					<ul className="cards">
						{people.map((each) => (
							<li key={each.device}>
								<button type="button" className="card" onClick={() => setChosen(each)}>
									<span className="card-text">
										<bdi>{each.name}</bdi>
										{people.some(({ device, name }) => device !== each.device && name === each.name) && (
											<span className="hint">
												{t('unlock.since', { time: dateTimeIn(appLanguage, each.enrolledAt) })}
											</span>
										)}
										<NotSent device={each.device} />
									</span>
									<Icon name="forward" />
								</button>
							</li>
						))}
					</ul>
				</section>
			)}
			<nav className="stack">
				{person && people.length > 1 && (
					<button type="button" className="plain" onClick={() => setChosen(null)}>
						{t('unlock.someoneElse')}
					</button>
				)}
				<Link className={people.length === 0 ? 'button' : 'button plain'} href="/enrol">
					{people.length === 0 ? t('unlock.enrol') : t('unlock.enrolAnother')}
				</Link>
				{people.length === 0 && (
					<Link className="button plain" href="/desk">
						{t('unlock.toDesk')}
					</Link>
				)}
			</nav>
			<InstallHint />
		</main>
	)
}

/** What a person's phone still holds back needs no PIN to be counted, and their PIN to be sent. */
function NotSent({ device }: { device: string }) {
	const { t } = useTexts()
	const outbox = useStored(() => outboxState(device), device)
	if (!outbox || outbox.records === 0) return null
	return <span className="hint">{t('unlock.waiting', { count: outbox.records })}</span>
}

function EnterPin({ person, onUnlock }: { person: PersonOnPhone; onUnlock: (atWork: AtWork) => void }) {
	const { t } = useTexts()
	const [pin, setPin] = useState('')
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isOpening, setOpening] = useState(false)
	/** A field anew after a wrong PIN: the focus is there again. */
	const [tries, setTries] = useState(0)
	async function open() {
		setOpening(true)
		setProblem(null)
		try {
			onUnlock(await unlock(person.device, pin))
		} catch (thrown) {
			setProblem(asProblem(thrown))
			setPin('')
			setTries(tries + 1)
			setOpening(false)
		}
	}
	return (
		<form
			className="stack"
			onSubmit={(event) => {
				event.preventDefault()
				void open()
			}}
		>
			<h1>
				<bdi>{person.name}</bdi>
			</h1>
			<NotSent device={person.device} />
			<PinField key={tries} label={t('unlock.pin')} value={pin} onChange={setPin} isCurrent />
			<ProblemNote problem={problem} />
			{tries > 0 && <p className="hint">{t('unlock.forgot')}</p>}
			<button type="submit" disabled={isOpening || pin.length === 0}>
				{isOpening ? t('unlock.opening') : t('unlock.open')}
			</button>
		</form>
	)
}
