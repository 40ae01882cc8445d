import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { renderLocked } from '../testing/render-locked.tsx'
import { chooseLanguage, languagesToChoose } from './i18n.ts'
import { LanguageChoice } from './language-choice.tsx'
import { LocalizedTextView } from './localized-text-view.tsx'

test('each language is shown in its own words and direction, and the current one is pressed', async () => {
	await renderLocked(<LanguageChoice />)
	const buttons = screen.getAllByRole('button')
	expect(buttons.map((each) => each.textContent)).toEqual(languagesToChoose().map(({ name }) => name))
	const urdu = screen.getByRole('button', { name: 'اردو' })
	expect(urdu).toHaveAttribute('lang', 'ur')
	expect(urdu).toHaveAttribute('dir', 'rtl')
	expect(screen.getByRole('button', { name: 'English' })).toHaveAttribute('aria-pressed', 'true')
	expect(urdu).toHaveAttribute('aria-pressed', 'false')
})

test('a selected language is applied at once and remembered', async () => {
	const { user } = await renderLocked(<LanguageChoice />)
	await user.click(screen.getByRole('button', { name: 'اردو' }))
	await waitFor(() => expect(document.documentElement).toHaveAttribute('dir', 'rtl'))
	expect(document.documentElement).toHaveAttribute('lang', 'ur')
	expect(localStorage.getItem('zila-language')).toBe('ur')
	expect(screen.getByRole('button', { name: 'اردو' })).toHaveAttribute('aria-pressed', 'true')
})

test('an unsupported language becomes Urdu', async () => {
	await renderLocked(<p />)
	expect(await chooseLanguage('xx')).toBe(true)
	expect(document.documentElement.lang).toBe('ur')
})

test('a text missing in the language of the app is shown in another, and marked', async () => {
	await renderLocked(
		<>
			<LocalizedTextView texts={{ en: 'Survey', ur: 'سروے' }} />
			<LocalizedTextView texts={{ en: 'Only English' }} />
		</>,
		{ language: 'ur' },
	)
	expect(screen.getByText('سروے')).toHaveAttribute('dir', 'rtl')
	expect(screen.getByText('Only English')).toHaveAttribute('lang', 'en')
	expect(screen.getByText('Only English')).toHaveAttribute('dir', 'ltr')
})
