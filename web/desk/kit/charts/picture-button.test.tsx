import { screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { renderDesk } from '../../../testing/render-desk.tsx'
import { text } from '../../../testing/text.ts'
import { ChartFrame } from './chart-frame.tsx'

const button = () => screen.findByRole('button', { name: `${text('charts.savePicture')}: Pace` })
const render = (isOnPaper = false) =>
	renderDesk(
		<ChartFrame
			heading="Pace"
			title="Three a day"
			table={{ columns: ['Day'], rows: [] }}
			fileName="pace.csv"
			isOnPaper={isOnPaper}
		>
			<p>chart</p>
		</ChartFrame>,
	)

test('a browser that cannot draw a picture says what to do instead', async () => {
	// this DOM draws nothing
	vi.spyOn(HTMLImageElement.prototype, 'decode').mockRejectedValue(new Error('EncodingError'))
	await render()
	await userEvent.click(await button())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('charts.pictureFailed'))
	expect(await button()).toHaveAttribute('aria-busy', 'false')
})

test('there is nothing to press on paper', async () => {
	await render(true)
	expect(await screen.findByText('chart')).toBeVisible()
	expect(screen.queryByRole('button')).toBeNull()
})
