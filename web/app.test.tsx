import { render, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { App } from './app.tsx'
import { serveReplies } from './testing/server-replies.ts'
import { speak } from './testing/text.ts'

test('a former address opens the current page, with its query and fragment', async () => {
	await speak('en')
	serveReplies({ 'GET /api/session': null })
	history.replaceState(null, '', '/desk/corrections/rules?form=visit&round=baseline#top')
	const before = history.length
	const { unmount } = render(<App />)
	await waitFor(() =>
		expect(location.pathname + location.search + location.hash).toBe(
			'/desk/cleaning/rules?form=visit&round=baseline#top',
		),
	)
	expect(history.length).toBe(before)
	unmount()
})
