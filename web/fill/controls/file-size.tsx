import { useEffect, useState } from 'react'
import { endingOf, sizeOfAttachment } from '../../storage/attachments.ts'
import { numberIn } from '../../ui/formats.ts'
import { useTexts } from '../../ui/i18n.ts'

interface FileSizeProps {
	/** As it is kept; null before. */
	readonly name: string | null
	/** What was chosen and is not kept yet. */
	readonly waiting: Blob | null
}

/** What kind of file it is and how large; that it is on another phone, if it is. */
export function FileSize({ name, waiting }: FileSizeProps) {
	const { t, language } = useTexts()
	const [stored, setStored] = useState<number | 'missing' | null>(null)
	useEffect(() => {
		let isOver = false
		const show = (size: number | null) => {
			if (!isOver) setStored(size ?? 'missing')
		}
		setStored(null)
		// a phone that cannot say how large it is says so when it is opened
		if (name !== null) sizeOfAttachment(name).then(show, () => undefined)
		return () => {
			isOver = true
		}
	}, [name])
	if (!waiting && stored === 'missing') return <p className="hint">{t('fill.fileElsewhere')}</p>
	const size = waiting?.size ?? stored
	if (typeof size !== 'number') return null
	const kilobytes = Math.max(1, Math.round(size / 1000))
	return (
		<output className="read-only">
			{name && !waiting && <bdi dir="ltr">{endingOf(name).toUpperCase()}</bdi>}{' '}
			{kilobytes < 1000
				? t('fill.kilobytes', { size: numberIn(language, kilobytes) })
				: t('fill.megabytes', { size: numberIn(language, Math.round(kilobytes / 100) / 10) })}
		</output>
	)
}
