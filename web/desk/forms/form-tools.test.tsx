import { screen, waitFor } from '@testing-library/react'
import { unzipSync } from 'fflate'
import { afterEach, expect, test, vi } from 'vitest'
import { watchDownloads } from '../../testing/downloads.ts'
import { definitionOf } from '../../testing/forms.ts'
import { renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { FormTools } from './form-tools.tsx'

const visit = definitionOf(
	'visit a/b',
	`
	type     name  label
	text     who   Your name
	integer  age   Your age
`,
)
const render = (version: number | null = 3) =>
	renderDesk(<FormTools definition={visit} version={version} />, { replies: { 'GET /api/forms': [] } })
const tool = (name: 'preview' | 'testRun' | 'paper' | 'audio') =>
	screen.queryByRole('button', { name: text(`forms.tool.${name}`) })
const title = (name: string) => screen.findByRole('heading', { name })
async function hasFocus(name: string): Promise<void> {
	const heading = await title(name)
	await waitFor(() => expect(heading).toHaveFocus())
}

afterEach(() => {
	vi.unstubAllGlobals()
})

test('an unpublished form can be previewed, tested and printed, but neither recorded nor downloaded', async () => {
	await render(null)
	for (const name of ['preview', 'testRun', 'paper'] as const) expect(tool(name)).toBeVisible()
	expect(tool('audio')).toBeNull()
	expect(screen.queryByRole('button', { name: text('forms.downloadWorkbook') })).toBeNull()
})

test('one tool is open at a time, and receives the focus', async () => {
	const { user } = await render()
	await user.click(tool('paper') as HTMLElement)
	await hasFocus(text('forms.tool.paper'))
	expect(tool('paper')).toHaveAttribute('aria-pressed', 'true')
	await user.click(tool('audio') as HTMLElement)
	await hasFocus(text('forms.audio.title'))
	expect(screen.queryByRole('heading', { name: text('forms.tool.paper') })).toBeNull()
	await user.click(tool('audio') as HTMLElement)
	expect(screen.queryByRole('heading', { name: text('forms.audio.title') })).toBeNull()
})

test('a tool is closed by its own button', async () => {
	const { user } = await render()
	await user.click(tool('paper') as HTMLElement)
	await title(text('forms.tool.paper'))
	await user.click(screen.getByRole('button', { name: text('forms.close') }))
	expect(screen.queryByRole('heading', { name: text('forms.tool.paper') })).toBeNull()
	expect(tool('paper')).toHaveAttribute('aria-pressed', 'false')
})

test('the form is downloaded as Markdown, under a name that any system accepts', async () => {
	const downloads = watchDownloads()
	const { user } = await render()
	await user.click(screen.getByRole('button', { name: text('forms.downloadMarkdown') }))
	expect(downloads[0]?.name).toBe('visit_a_b-3.md')
	const content = (await downloads[0]?.text()) ?? ''
	expect(content).toContain('| integer |')
	expect(content).toContain('Your age')
})

test('the form is downloaded as a workbook', async () => {
	const contents: Blob[] = []
	watchDownloads()
	const { user } = await render()
	vi.mocked(URL.createObjectURL).mockImplementation((content) => {
		contents.push(content as Blob)
		return 'blob:test/workbook'
	})
	await user.click(screen.getByRole('button', { name: text('forms.downloadWorkbook') }))
	await expect.poll(() => contents).toHaveLength(1)
	const files = unzipSync(new Uint8Array(await (contents[0] as Blob).arrayBuffer()))
	expect(Object.keys(files)).toContain('xl/workbook.xml')
	expect(
		Object.entries(files).some(([, bytes]) => new TextDecoder().decode(bytes).includes('Your age')),
	).toBe(true)
})

test('a form is previewed as on a phone, and restarted', async () => {
	vi.spyOn(globalThis, 'scrollTo').mockImplementation(() => {})
	const { user, server } = await render(null)
	await user.click(tool('preview') as HTMLElement)
	await hasFocus(text('forms.preview.title'))
	await user.type(await screen.findByRole('textbox', { name: /^Your name/ }), 'Amina')
	await user.click(screen.getByRole('button', { name: text('fill.next') }))
	await user.click(await screen.findByRole('button', { name: text('fill.finish') }))
	expect(await screen.findByText(text('forms.preview.finished'))).toBeVisible()
	await user.click(screen.getByRole('button', { name: text('forms.preview.restart') }))
	expect(await screen.findByRole('textbox', { name: /^Your name/ })).toHaveValue('')
	// nothing is stored or sent
	expect(server.sent).toEqual([])
})
