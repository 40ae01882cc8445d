import { screen } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { preparePhone, renderPhone } from '../testing/render-phone.tsx'
import { HomeScreen } from './home-screen.tsx'

beforeEach(preparePhone)

test('a new phone offers the forms that can be begun', async () => {
	const { user, asked } = await renderPhone(<HomeScreen />)
	expect(await screen.findByRole('button', { name: 'Household survey' })).toBeTruthy()
	await user.click(screen.getByRole('button', { name: 'Lock' }))
	expect(asked).toEqual(['lock'])
})
