import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { renderLocked } from '../testing/render-locked.tsx'
import { chooseLanguage, languagesToChoose } from './i18n.ts'
import { LanguageChoice } from './language-choice.tsx'
import { OtherText } from './localized-text-view.tsx'

test('every language stands in its own words and direction, and the one that is shown is pressed', async () => {
	await renderLocked(<LanguageChoice />)
	const buttons = screen.getAllByRole('button')
	expect(buttons.map((each) => each.textContent)).toEqual(languagesToChoose().map(({ name }) => name))
	const urdu = screen.getByRole('button', { name: 'اردو' })
	expect(urdu).toHaveAttribute('lang', 'ur')
	expect(urdu).toHaveAttribute('dir', 'rtl')
	expect(screen.getByRole('button', { name: 'English' })).toHaveAttribute('aria-pressed', 'true')
	expect(urdu).toHaveAttribute('aria-pressed', 'false')
})

test('a chosen language is shown at once and known the next time', async () => {
	const { user } = await renderLocked(<LanguageChoice />)
	await user.click(screen.getByRole('button', { name: 'اردو' }))
	await waitFor(() => expect(document.documentElement).toHaveAttribute('dir', 'rtl'))
	expect(document.documentElement).toHaveAttribute('lang', 'ur')
	expect(localStorage.getItem('zila-language')).toBe('ur')
	expect(screen.getByRole('button', { name: 'اردو' })).toHaveAttribute('aria-pressed', 'true')
})

test('a language that the app does not speak is read in Urdu', async () => {
	await renderLocked(<p />)
	expect(await chooseLanguage('xx')).toBe(true)
	expect(document.documentElement.lang).toBe('ur')
})

test('a text that is not there in the language of the app is shown in another, marked as such', async () => {
	await renderLocked(
		<>
			<OtherText texts={{ en: 'Survey', ur: 'سروے' }} />
			<OtherText texts={{ en: 'Only English' }} />
		</>,
		{ language: 'ur' },
	)
	expect(screen.getByText('سروے')).toHaveAttribute('dir', 'rtl')
	expect(screen.getByText('Only English')).toHaveAttribute('lang', 'en')
	expect(screen.getByText('Only English')).toHaveAttribute('dir', 'ltr')
})
