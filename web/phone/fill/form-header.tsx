import { Suspense, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { FormLanguage } from '#shared/forms/form-definition'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { type FormFilling, useFilling } from './filling.ts'
import { RecordingStatus } from './lazy-page-parts.ts'

interface FormHeaderProps {
	/** Page number, from 1, and number of pages; null if no page is shown. */
	readonly place: { readonly page: number; readonly of: number } | null
	readonly languages: readonly FormLanguage[]
	readonly isListOpen: boolean
	readonly onLanguage: (tag: string) => void
	readonly onLeave: () => void
	readonly onList: () => void
}

/** Head of every page of a form: exit, progress, saving state, language and sections. */
export function FormHeader({ place, languages, isListOpen, onLanguage, onLeave, onList }: FormHeaderProps) {
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
						aria-label={trial?.leave ?? t('fill.saveAndExit')}
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
			<Suspense>{running && <RecordingStatus running={running} />}</Suspense>
		</>
	)
}

/** Delay, ms, before the saving state is shown: a word that comes and goes with every key disturbs. */
const atOnceMs = 100

function SaveState({ filling }: { filling: FormFilling }) {
	const { t } = useTranslations()
	const { trial } = useFilling()
	const [isSlow, setSlow] = useState(false)
	const state = useRef<HTMLSpanElement>(null)
	// written directly to the element: nothing is rendered for an answer that is saved at once
	useEffect(() => {
		let timer: ReturnType<typeof setTimeout> | undefined
		const rest = () => {
			clearTimeout(timer)
			timer = undefined
		}
		const update = () => {
			const isKeeping = filling.isSaving()
			state.current?.setAttribute('aria-busy', String(isKeeping))
			if (isKeeping) timer ??= setTimeout(() => setSlow(true), atOnceMs)
			else {
				rest()
				setSlow(false)
			}
		}
		update()
		const unsubscribe = filling.subscribeToKeeping(update)
		return () => {
			unsubscribe()
			rest()
		}
	}, [filling])
	return (
		<span className="keep-state" ref={state}>
			{trial?.note ?? (isSlow ? t('fill.saving') : t('fill.saved'))}
		</span>
	)
}

interface LanguageSwitchProps {
	readonly languages: readonly FormLanguage[]
	readonly onChange: (tag: string) => void
}

/** Switches the language of the questions during the interview; the app's language stays. */
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
