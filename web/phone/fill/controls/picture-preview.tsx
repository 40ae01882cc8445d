import { useTranslations } from '../../../ui/i18n.ts'
import { ProblemNote } from '../../../ui/problem-text.tsx'
import { useAttachmentView } from './use-attachment-view.ts'

interface PicturePreviewProps {
	/** Name of the saved attachment; null if there is none. */
	readonly name: string | null
	/** The picture while it is not saved yet. */
	readonly waiting: Blob | null
}

/** Preview of a picture, decrypted for as long as it is shown. */
export function PicturePreview({ name, waiting }: PicturePreviewProps) {
	const { t } = useTranslations()
	const opened = useAttachmentView(waiting ?? name)
	if (opened.state === 'failed') return <ProblemNote problem={opened.problem} />
	if (opened.state === 'missing') return <p className="hint">{t('controls.file.notOnPhone')}</p>
	return opened.state === 'open' ? (
		<img className="picture" src={opened.address} alt={t('controls.photo.label')} />
	) : null
}
