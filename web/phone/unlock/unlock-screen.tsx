import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import { asProblem, type Problem } from '#shared/kernel/problem'
import {
	type LocalEnrolment,
	peopleOnPhone,
	unlock,
	type VaultSession,
} from '../../storage/enrolment/enrolments.ts'
import { personSettings, savePersonSettings } from '../../storage/enrolment/person-settings.ts'
import { afterPaint } from '../../ui/after-paint.ts'
import { applyPersonSettings } from '../../ui/apply-person-settings.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { loadLaterTexts, useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { InstallHint } from '../../ui/install-hint.tsx'
import { LanguageChoice } from '../../ui/language-choice.tsx'
import { Losses } from '../../ui/low-storage-note.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { UpdateNote } from '../../ui/update-note.tsx'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useWordsOf } from './device-wording.ts'
import { PinPad } from './pin-pad.tsx'
import { saveEscrowedKeyLater } from './save-escrowed-key-later.ts'

// a phone without saved data does not need it; the PIN never waits for it
const LockedNote = lazy(async () => {
	try {
		// its parts are those of the unlocked phone: the keys of the PIN come first
		await new Promise<void>(afterPaint)
		const [{ UnsentWorkNote: component }] = await Promise.all([
			import('./unsent-work-note.tsx'),
			loadLaterTexts(),
		])
		return { default: component }
	} catch {
		return { default: () => null }
	}
})
const SentNote = ({ person }: { person: LocalEnrolment }) =>
	person.hasSaved && (
		<Suspense>
			<LockedNote device={person.device} />
		</Suspense>
	)

interface UnlockProps {
	/** Loads what the unlocked phone needs. */
	readonly prepare: () => Promise<unknown>
	readonly onUnlock: (vaultSession: VaultSession) => void
}

/** Choice of the person and PIN. Several people can share a phone; each sees only their own work. */
export function UnlockScreen({ prepare, onUnlock }: UnlockProps) {
	const { t, language: appLanguage } = useTranslations()
	const people = useLocalData(peopleOnPhone)
	const [chosen, setChosen] = useState<string | null>(null)
	const person = people?.length === 1 ? people[0] : people?.find(({ device }) => device === chosen)
	useWordsOf(person?.device ?? null)
	if (!people) return null
	return (
		<main className="screen narrow">
			<header className="welcome">
				<p className="brand">
					Zila <span lang="ur">ضلع</span>
				</p>
				<LanguageChoice
					onChosen={(language) => {
						// pressed before a person was chosen, it is the phone's only
						if (person) void savePersonSettings(person.device, { language }).catch(() => undefined)
					}}
				/>
			</header>
			<UpdateNote />
			<Losses />
			{person ? (
				<EnterPin person={person} prepare={prepare} onUnlock={onUnlock} />
			) : (
				<section className="stack">
					<h1>{people.length > 0 ? t('unlock.chooseUser') : t('unlock.welcome')}</h1>
					{people.length === 0 && <p>{t('unlock.notEnrolled')}</p>}
					<ul className="cards">
						{people.map((each) => (
							<li key={each.device}>
								<button
									type="button"
									className="card"
									onClick={() => {
										setChosen(each.device)
										void applyPersonSettings(each.device).catch(() => undefined)
									}}
								>
									<span className="card-text">
										<bdi>{each.name}</bdi>
										{people.some(({ device, name }) => device !== each.device && name === each.name) && (
											<span className="hint">
												{t('unlock.enrolledAt', { time: dateTimeIn(appLanguage, each.enrolledAt) })}
											</span>
										)}
										<SentNote person={each} />
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
						{t('unlock.switchUser')}
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

function EnterPin({ person, prepare, onUnlock }: UnlockProps & { readonly person: LocalEnrolment }) {
	const { t } = useTranslations()
	const [pin, setPin] = useState('')
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isOpening, setOpening] = useState(false)
	/** The same at once: Enter after the last digit arrives before the screen is drawn again, and would be a second try. */
	const isTrying = useRef(false)
	/** Key of the PIN field: a new field after a wrong PIN has the focus again. */
	const [tries, setTries] = useState(0)
	const { pinLength } = useLocalData(() => personSettings(person.device), person.device) ?? {}
	/** False after a failure at the last digit: the second PIN may have more digits, and nothing is tried without end. */
	const [opensByItself, setOpensByItself] = useState(true)
	/** False after the user was switched: nobody else's work may open then. */
	const isShown = useRef(true)
	useEffect(() => {
		isShown.current = true
		return () => {
			isShown.current = false
		}
	}, [])
	/** Loads the rest of the app. If it cannot be loaded, returns false: the PIN stays, and the user is told what to do. */
	async function tryPrepare(): Promise<boolean> {
		try {
			await prepare()
			return true
		} catch (thrown) {
			setProblem(asProblem(thrown))
			setOpensByItself(false)
			setOpening(false)
			isTrying.current = false
			return false
		}
	}
	async function open(pin: string) {
		if (isTrying.current) return
		isTrying.current = true
		setOpening(true)
		setProblem(null)
		if (!(await tryPrepare())) return
		try {
			const vaultSession = await unlock(person.device, pin)
			if (!isShown.current) return
			saveEscrowedKeyLater(person.device, pin)
			if (!vaultSession.isDecoy && pin.length !== pinLength)
				void savePersonSettings(person.device, { pinLength: pin.length }).catch(() => undefined)
			onUnlock(vaultSession)
		} catch (thrown) {
			setProblem(asProblem(thrown))
			setPin('')
			if (pin.length === pinLength) setOpensByItself(false)
			setTries(tries + 1)
			setOpening(false)
			isTrying.current = false
		}
	}
	// a quick PIN is complete before its length was read
	const isComplete = opensByItself && !isOpening && pin.length > 0 && pin.length === pinLength
	const opening = useRef(open)
	opening.current = open
	useEffect(() => {
		if (isComplete) void opening.current(pin)
	}, [isComplete, pin])
	const forgotPinHref = `/new-pin/${person.device}`
	const problemOfPin =
		problem?.code === 'pin-wrong'
			? t('problem.pin-wrong')
			: problem?.code === 'too-many-tries'
				? t('unlock.tooManyTries', { count: Number(problem.details?.seconds ?? 1) })
				: problem?.code === 'no-connection'
					? t('unlock.incomplete')
					: null
	return (
		<form
			className="stack tight"
			onSubmit={(event) => {
				event.preventDefault()
				void open(pin)
			}}
		>
			<div className="lock-person">
				<bdi className="initial" aria-hidden="true">
					{[...person.name][0]}
				</bdi>
				<h1>
					<bdi>{person.name}</bdi>
				</h1>
				<SentNote person={person} />
			</div>
			{person.isPinLost ? (
				<>
					<p className="note stop">{t('problem.pin-gone')}</p>
					<Link className="button plain" href={forgotPinHref}>
						{t('unlock.forgotPin')}
					</Link>
				</>
			) : (
				<>
					<PinPad
						key={tries}
						value={pin}
						onChange={setPin}
						problem={problemOfPin}
						forgotPinHref={forgotPinHref}
					/>
					{problemOfPin === null && <ProblemNote problem={problem} />}
					<button type="submit" disabled={isOpening || pin.length === 0}>
						{isOpening ? t('unlock.unlocking') : t('unlock.unlock')}
					</button>
				</>
			)}
		</form>
	)
}
