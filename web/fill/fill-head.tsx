import { Suspense, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { FormLanguage } from '#shared/forms/form-definition'
import { useTranslations } from '../ui/i18n.ts'
import { Icon } from '../ui/icons.tsx'
import { type FormFilling, useFilling } from './filling.ts'
import { RecordingState } from './page-pieces.ts'

interface FillHeadProps {
	/** Number of the page, from 1, and how many there are; null where no page is shown. */
	readonly place: { readonly page: number; readonly of: number } | null
	readonly languages: readonly FormLanguage[]
	readonly isListOpen: boolean
	readonly onLanguage: (tag: string) => void
	readonly onLeave: () => void
	readonly onList: () => void
}

/** The same on every page of a form: the way out, how far, what is kept, the language, the sections. */
export function FillHead({ place, languages, isListOpen, onLanguage, onLeave, onList }: FillHeadProps) {
	const { t } = useTranslations()
	const { filling, recording, trial } = useFilling()
	const running = useSyncExternalStore(recording.subscribe, recording.running)
	return (
		<>
			<header>
				<div className="bar">
					<button
						type="button"
						className="icon-button"
						aria-label={trial?.leave ?? t('fill.leave')}
						onClick={onLeave}
					>
						<Icon name="back" />
					</button>
					<p className="fill-state">
						{place && (
							<bdi dir="ltr">
								{place.page} / {place.of}
							</bdi>
						)}
						<SaveState filling={filling} />
					</p>
					<LanguageSwitch languages={languages} onChange={onLanguage} />
					<button
						type="button"
						className="icon-button"
						aria-label={t('fill.sections')}
						aria-pressed={isListOpen}
						onClick={onList}
					>
						<Icon name="sections" />
					</button>
				</div>
				{place && <progress max={place.of} value={place.page} aria-label={t('fill.progress')} />}
			</header>
			<Suspense>{running && <RecordingState running={running} />}</Suspense>
		</>
	)
}

/** A disk that takes an answer at once changes nothing on the screen: a word that comes and goes with every key disturbs. */
const atOnceMs = 100

function SaveState({ filling }: { filling: FormFilling }) {
	const { t } = useTranslations()
	const { trial } = useFilling()
	const [isSlow, setSlow] = useState(false)
	const state = useRef<HTMLSpanElement>(null)
	// by hand: nothing is drawn anew for a key that is kept at once
	useEffect(() => {
		let timer: ReturnType<typeof setTimeout> | undefined
		const rest = () => {
			clearTimeout(timer)
			timer = undefined
		}
		const look = () => {
			const isKeeping = filling.isSaving()
			state.current?.setAttribute('aria-busy', String(isKeeping))
			if (isKeeping) timer ??= setTimeout(() => setSlow(true), atOnceMs)
			else {
				rest()
				setSlow(false)
			}
		}
		look()
		const unsubscribe = filling.subscribeToKeeping(look)
		return () => {
			unsubscribe()
			rest()
		}
	}, [filling])
	return (
		<span className="keep-state" ref={state}>
			{trial?.note ?? (isSlow ? t('fill.keeping') : t('fill.kept'))}
		</span>
	)
}

interface LanguageSwitchProps {
	readonly languages: readonly FormLanguage[]
	readonly onChange: (tag: string) => void
}

/** The language of the questions, switched in mid-interview; the app's own stays. */
function LanguageSwitch({ languages, onChange }: LanguageSwitchProps) {
	const { t } = useTranslations()
	const { language } = useFilling()
	if (languages.length < 2) return null
	return (
		<select
			className="language-switch"
			aria-label={t('fill.language')}
			value={language}
			onChange={(event) => onChange(event.target.value)}
		>
			{languages.map(({ tag, name }) => (
				<option key={tag} value={tag} lang={tag}>
					{name}
				</option>
			))}
		</select>
	)
}
