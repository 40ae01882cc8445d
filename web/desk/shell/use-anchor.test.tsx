import { screen, waitFor } from '@testing-library/react'
import { useEffect, useState } from 'react'
import { beforeEach, expect, type MockInstance, test, vi } from 'vitest'
import { Link } from 'wouter'
import { renderDesk } from '../../testing/render-desk.tsx'
import { useAnchor } from './use-anchor.ts'

let scrollIntoView: MockInstance
beforeEach(() => {
	scrollIntoView = vi.spyOn(Element.prototype, 'scrollIntoView').mockImplementation(() => {})
})

function Page() {
	useAnchor()
	const [isLoaded, setLoaded] = useState(false)
	useEffect(() => {
		const later = setTimeout(() => setLoaded(true), 20)
		return () => clearTimeout(later)
	}, [])
	return (
		<>
			<Link href="/desk/rounds#targets">Go</Link>
			<a href="#folded">Folded</a>
			{isLoaded && <h2 id="targets">Targets</h2>}
			<details id="folded">
				<summary>More</summary>
				Boundaries
			</details>
		</>
	)
}

test('the part that the address names is scrolled to and focused, also if it arrives later', async () => {
	await renderDesk(<Page />, { path: '/desk/rounds#targets' })
	await waitFor(() => expect(screen.getByText('Targets')).toHaveFocus())
	expect(scrollIntoView).toHaveBeenCalledOnce()
})

test('an address that names no part, as one that was typed wrongly, shows the page', async () => {
	await renderDesk(<Page />, { path: '/desk/rounds#%' })
	expect(await screen.findByText('Targets')).toBeVisible()
	expect(scrollIntoView).not.toHaveBeenCalled()
})

test('a link to another page with a part leads there', async () => {
	const { user } = await renderDesk(<Page />, { path: '/desk/overview' })
	await screen.findByText('Targets')
	expect(scrollIntoView).not.toHaveBeenCalled()
	await user.click(screen.getByRole('link', { name: 'Go' }))
	await waitFor(() => expect(screen.getByText('Targets')).toHaveFocus())
})

test('a folded part is opened', async () => {
	await renderDesk(<Page />, { path: '/desk/coverage#folded' })
	await waitFor(() => expect(screen.getByRole('group')).toHaveAttribute('open'))
})

test('a part that a loading page replaces keeps the focus', async () => {
	await renderDesk(<Page />, { path: '/desk/rounds#targets' })
	const part = await screen.findByText('Targets')
	await waitFor(() => expect(part).toHaveFocus())
	const next = part.cloneNode(true) as HTMLElement
	part.replaceWith(next)
	await waitFor(() => expect(next).toHaveFocus())
	next.replaceWith(part)
})
