import { type RefObject, useState } from 'react'
import { localize } from '#shared/forms/localized-text'
import { dateIn } from '../../../ui/formats.ts'
import { useTranslations } from '../../../ui/i18n.ts'
import { useDesk } from '../desk-context.ts'
import { savePicture } from './save-picture.ts'

interface PictureButtonProps {
	/** Element that becomes the picture. */
	readonly of: RefObject<HTMLElement | null>
	/** Name of the chart in the button's label, to distinguish several. */
	readonly name: string
	/** Without its ending. */
	readonly fileName: string
	/** Code of the round of its numbers, if they are of one. */
	readonly round?: string | undefined
	/** Name of the numbers, if the picture itself does not say it. */
	readonly subject?: string | undefined
}

/** Downloads a chart or map as a picture, with the page, the round and the date below it. */
export function PictureButton({ of, name, fileName, round, subject }: PictureButtonProps) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const [state, setState] = useState<'ready' | 'drawing' | 'failed'>('ready')
	async function save(): Promise<void> {
		const { current } = of
		if (!current || state === 'drawing') return
		setState('drawing')
		const page = current.closest('main')?.querySelector('h1')?.textContent ?? ''
		const roundOfNumbers = study.rounds.find(({ code }) => code === round)
		const roundName = roundOfNumbers ? localize(roundOfNumbers.name, language) : ''
		const parts = [subject, page, page.includes(roundName) ? '' : roundName, dateIn(language, Date.now())]
		try {
			await savePicture(current, `${fileName}.png`, parts.filter(Boolean).join(' · '))
			setState('ready')
		} catch {
			setState('failed')
		}
	}
	return (
		<>
			<button
				type="button"
				className="plain small"
				aria-label={`${t('charts.savePicture')}: ${name}`}
				aria-busy={state === 'drawing'}
				onClick={() => void save()}
			>
				{t('charts.savePicture')}
			</button>
			{state === 'failed' && (
				<p className="hint" role="alert">
					{t('charts.pictureFailed')}
				</p>
			)}
		</>
	)
}
