import { useEffect, useState } from 'react'
import { getFileExtension, sizeOfAttachment } from '../../../storage/attachments/attachments.ts'
import { formatBytes } from '../../../ui/format-bytes.ts'
import { useTranslations } from '../../../ui/i18n.ts'

interface FileSizeProps {
	/** Name of the saved attachment; null if there is none. */
	readonly name: string | null
	/** The chosen file while it is not saved yet. */
	readonly waiting: Blob | null
}

/** Type and size of a file, or the note that it is on another phone. */
export function FileSize({ name, waiting }: FileSizeProps) {
	const { t, language } = useTranslations()
	const [stored, setStored] = useState<number | 'missing' | null>(null)
	useEffect(() => {
		let isOver = false
		const show = (size: number | null) => {
			if (!isOver) setStored(size ?? 'missing')
		}
		setStored(null)
		// a file that cannot be read is reported when it is opened
		if (name !== null) sizeOfAttachment(name).then(show, () => undefined)
		return () => {
			isOver = true
		}
	}, [name])
	if (!waiting && stored === 'missing') return <p className="hint">{t('controls.file.notOnPhone')}</p>
	const size = waiting?.size ?? stored
	if (typeof size !== 'number') return null
	return (
		<output className="read-only">
			{name && !waiting && <bdi dir="ltr">{getFileExtension(name).toUpperCase()}</bdi>}{' '}
			{formatBytes(size, { t, language })}
		</output>
	)
}
