import { act, render } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { navigate } from 'wouter/use-browser-location'
import { useScrollPosition } from './scroll-position.ts'

function Page() {
	useScrollPosition()
	return null
}

const scrolled: number[] = []
let resize = () => {}
const moveTo = (y: number) => {
	vi.stubGlobal('scrollY', y)
	dispatchEvent(new Event('scroll'))
}
const setHeight = (height: number) => {
	Object.defineProperty(document.documentElement, 'scrollHeight', { configurable: true, value: height })
	resize()
}
const goBack = () =>
	act(async () => {
		const arrived = new Promise((resolve) => addEventListener('popstate', resolve, { once: true }))
		history.back()
		await arrived
	})

beforeEach(() => {
	scrolled.length = 0
	vi.stubGlobal('scrollTo', (_: number, y: number) => scrolled.push(y))
	vi.stubGlobal(
		'ResizeObserver',
		class {
			constructor(onResize: () => void) {
				resize = onResize
			}
			observe() {}
			disconnect() {
				resize = () => {}
			}
		},
	)
	setHeight(5000)
	navigate('/desk/records')
})

test('a page opened by a link begins at its top, and a filter keeps the position', async () => {
	render(<Page />)
	act(() => navigate('/desk/records?form=visit'))
	expect(scrolled).toEqual([])
	act(() => navigate('/desk/records/one'))
	expect(scrolled).toEqual([0])
})

test('going back returns to the position as soon as the page is long enough', async () => {
	render(<Page />)
	moveTo(1800)
	act(() => navigate('/desk/records/one'))
	scrolled.length = 0
	setHeight(700)
	await goBack()
	// the short page moves the window to its top, which is not a position that the user chose
	moveTo(0)
	expect(scrolled).toEqual([])
	setHeight(5000)
	expect(scrolled).toEqual([1800])
	// a map arrives above
	setHeight(5600)
	expect(scrolled).toEqual([1800, 1800])
})

test('the position is left to a user who scrolls before the page is long enough', async () => {
	render(<Page />)
	moveTo(1800)
	act(() => navigate('/desk/records/one'))
	scrolled.length = 0
	setHeight(700)
	await goBack()
	dispatchEvent(new Event('wheel'))
	setHeight(5000)
	expect(scrolled).toEqual([])
})
