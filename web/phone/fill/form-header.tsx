import { type ReactNode, Suspense, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { FormLanguage } from '#shared/forms/form-definition'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { HideButton } from '../unlock/hide-button.tsx'
import { type FormFilling, useFilling } from './filling.ts'
import type { FormProgress } from './form-sections.ts'
import { RecordingStatus } from './lazy-page-parts.ts'

interface FormHeaderProps {
	/** Name of the section or of the view. */
	readonly title: ReactNode
	/** Null if no page is shown. */
	readonly progress: FormProgress | null
	/** Number of sections, and of those that are behind the page. */
	readonly sections: { readonly count: number; readonly passed: number }
	readonly languages: readonly FormLanguage[]
	readonly onLanguage: (tag: string) => void
	readonly onLeave: () => void
	readonly onList: () => void
	readonly onMenu: () => void
	/** Closes the list of sections; null if it is not shown. */
	readonly onCloseList: (() => void) | null
}

/** App bar of a form: exit, section and progress, saving state, language, hiding the screen, and the menu. */
export function FormHeader(props: FormHeaderProps) {
	const { title, progress, sections, languages, onLanguage, onLeave, onList, onMenu, onCloseList } = props
	const { t } = useTranslations()
	const { filling, recording, trial } = useFilling()
	const running = useSyncExternalStore(recording.subscribe, recording.running)
	return (
		<>
			<header className="app-bar">
				{onCloseList ? (
					<button type="button" className="icon-button" aria-label={t('app.close')} onClick={onCloseList}>
						<Icon name="close" />
					</button>
				) : (
					<button
						type="button"
						className="icon-button"
						aria-label={trial?.leave ?? t('fill.saveAndExit')}
						onClick={onLeave}
					>
						<Icon name="arrowBack" />
					</button>
				)}
				<button
					type="button"
					className="app-bar-title"
					aria-label={t('fill.sections')}
					aria-pressed={onCloseList !== null}
					onClick={onCloseList ?? onList}
				>
					{title}
					<small>
						{progress && (
							<span className="progress-text">
								{t('fill.pageOf', { page: progress.page, of: progress.of })}
							</span>
						)}{' '}
						<span className="hidden-if-narrow">
							<Icon name="check" />
							<SaveState filling={filling} />
						</span>
					</small>
				</button>
				<LanguageSwitch languages={languages} onChange={onLanguage} />
				<HideButton />
				<button type="button" className="icon-button" aria-label={t('fill.menu')} onClick={onMenu}>
					<Icon name="more" />
				</button>
				{sections.count > 1 && (
					<div
						className="segments"
						role="img"
						aria-label={t('fill.sectionOf', {
							number: Math.min(sections.passed + 1, sections.count),
							of: sections.count,
						})}
					>
						{Array.from({ length: sections.count }, (_, i) => (
							<i
								// biome-ignore lint/suspicious/noArrayIndexKey: a segment has no identity besides its place
								key={i}
								className={i < sections.passed ? 'done' : i === sections.passed ? 'here' : undefined}
							/>
						))}
					</div>
				)}
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
		<span className="save-state" ref={state}>
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
	const current = languages.find(({ tag }) => tag === language)
	// the menu lies invisible over the word: on its own it would be as wide as its longest language
	return (
		<span className="language-switch hidden-if-narrow">
			<span aria-hidden="true" lang={current?.tag}>
				{current?.name ?? language}
			</span>
			<select
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
		</span>
	)
}
