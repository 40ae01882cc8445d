import { useEffect, useRef } from 'react'
import { Link } from 'wouter'
import { useTranslations } from '../../ui/i18n.ts'
import { LanguageChoice } from '../../ui/language-choice.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { chooseAppearance, densities, themes, useAppearance } from './appearance.ts'

/** The user's initials, for the button of the menu. */
const initialsOf = (name: string): string =>
	name
		.trim()
		.split(/\s+/)
		.map((word) => [...word][0] ?? '')
		.slice(0, 2)
		.join('')
		.toUpperCase()

/** Menu of the user: account, language, colours, density, documentation, sign out. */
export function AccountMenu({ onSignOut }: { readonly onSignOut: () => void }) {
	const { t, language } = useTranslations()
	const { person } = useDesk()
	const { theme, density } = useAppearance()
	const menu = useRef<HTMLDetailsElement>(null)
	const close = () => {
		if (menu.current) menu.current.open = false
	}
	useEffect(() => {
		const onPress = ({ target }: PointerEvent) => {
			if (menu.current?.open && target instanceof Node && !menu.current.contains(target)) close()
		}
		document.addEventListener('pointerdown', onPress)
		return () => document.removeEventListener('pointerdown', onPress)
	})
	return (
		<details
			className="account-menu"
			ref={menu}
			onKeyDown={({ key }) => {
				if (key !== 'Escape') return
				close()
				menu.current?.querySelector('summary')?.focus()
			}}
		>
			<summary aria-label={t('desk.accountMenu', { name: person.name })}>
				<bdi className="avatar" aria-hidden="true">
					{initialsOf(person.name)}
				</bdi>
			</summary>
			<div className="popover">
				<Link href="/desk/account" onClick={close}>
					<bdi>{person.name}</bdi>
					<span className="hint">
						{t(`role.${person.role}`)} · {t('account.title')}
					</span>
				</Link>
				<LanguageChoice />
				<Choices
					label={t('desk.theme')}
					chosen={theme}
					options={themes.map((each) => [each, t(`desk.themes.${each}`)])}
					onChoose={(next) => chooseAppearance({ theme: next })}
				/>
				<Choices
					label={t('desk.density')}
					chosen={density}
					options={densities.map((each) => [each, t(`desk.densities.${each}`)])}
					onChoose={(next) => chooseAppearance({ density: next })}
				/>
				{/* server pages, not app screens: a new tab keeps the desk and its unsaved text */}
				<a href={language === 'ur' ? '/docs/ur/' : '/docs/'} target="_blank" rel="noreferrer" onClick={close}>
					{t('desk.documentation')}
				</a>
				<button type="button" className="plain small" onClick={onSignOut}>
					{t('desk.signOut')}
				</button>
			</div>
		</details>
	)
}

interface ChoicesProps<Value extends string> {
	readonly label: string
	readonly chosen: Value
	readonly options: readonly (readonly [value: Value, text: string])[]
	readonly onChoose: (value: Value) => void
}

/** One choice of a few, as buttons side by side. */
function Choices<Value extends string>({ label, chosen, options, onChoose }: ChoicesProps<Value>) {
	return (
		<fieldset className="choices-row">
			<legend className="hint">{label}</legend>
			{options.map(([value, text]) => (
				<button
					key={value}
					type="button"
					className="plain small"
					aria-pressed={chosen === value}
					onClick={() => onChoose(value)}
				>
					{text}
				</button>
			))}
		</fieldset>
	)
}
