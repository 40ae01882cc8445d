import { lazy, Suspense, useEffect, useState } from 'react'
import { Link } from 'wouter'
import type { Problem } from '#shared/kernel/problem'
import { type LocalEnrolment, peopleOnPhone, type VaultSession } from '../../storage/enrolment/enrolments.ts'
import { savePersonSettings } from '../../storage/enrolment/person-settings.ts'
import { afterPaint } from '../../ui/after-paint.ts'
import { applyPersonSettings } from '../../ui/apply-person-settings.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { loadLaterTexts, type Translate, useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { InstallHint } from '../../ui/install-hint.tsx'
import { LanguageChoice } from '../../ui/language-choice.tsx'
import { Losses } from '../../ui/low-storage-note.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { UpdateNote } from '../../ui/update-note.tsx'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useWordsOf } from './device-wording.ts'
import { PinPad } from './pin-pad.tsx'
import { useUnlocking } from './use-unlocking.ts'

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

interface UnlockScreenProps extends UnlockProps {
	/** Called once people or PIN are painted. */
	readonly onShown: () => void
}

/** Choice of the person and PIN. Several people can share a phone; each sees only their own work. */
export function UnlockScreen({ prepare, onUnlock, onShown }: UnlockScreenProps) {
	const { t, language: appLanguage } = useTranslations()
	const people = useLocalData(peopleOnPhone)
	const [chosen, setChosen] = useState<string | null>(null)
	const person = people?.length === 1 ? people[0] : people?.find(({ device }) => device === chosen)
	useWordsOf(person?.device ?? null)
	const isShown = people !== undefined
	useEffect(() => {
		if (isShown) afterPaint(onShown)
	}, [isShown, onShown])
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
	const { pin, setPin, open, problem, isOpening, tries } = useUnlocking(person, prepare, onUnlock)
	const forgotPinHref = `/new-pin/${person.device}`
	const problemOfPin = pinProblemText(problem, t)
	return (
		<form
			className="stack tight"
			onSubmit={(event) => {
				event.preventDefault()
				void open()
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

/** Returns the text about a problem that is shown at the PIN; null for another problem. */
function pinProblemText(problem: Problem | null, t: Translate): string | null {
	switch (problem?.code) {
		case 'pin-wrong':
			return t('problem.pin-wrong')
		case 'too-many-tries':
			return t('unlock.tooManyTries', { count: Number(problem.details?.seconds ?? 1) })
		case 'no-connection':
			return t('unlock.incomplete')
		default:
			return null
	}
}
