import { useState } from 'react'
import { getFileExtension } from '../../../storage/attachments/attachments.ts'
import { useAppText } from '../../../ui/app-text.tsx'
import { useTranslations } from '../../../ui/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'
import { ProblemNote } from '../../../ui/problem-text.tsx'
import { useFilling } from '../filling.ts'
import { canContainLocation } from '../images/may-contain-location.ts'
import type { ControlProps } from './control-props.ts'
import { FilePicker } from './file-picker.tsx'
import { FileSize } from './file-size.tsx'
import './pictures.css'
import { RemoveFile } from './remove-file.tsx'
import { asItIs, useAttachment } from './use-attachment.ts'
import { useAttachmentView } from './use-attachment-view.ts'

const videoTexts = {
	choose: 'controls.video.choose',
	chooseAnother: 'controls.video.choose',
	remove: 'controls.video.remove',
} as const
const fileTexts = {
	choose: 'controls.file.choose',
	chooseAnother: 'controls.file.chooseAnother',
	remove: 'controls.file.remove',
} as const

/** Control for a video from the camera or the phone, or for any file; stored unchanged. */
export function FileControl({ id, path, question, describedBy }: ControlProps) {
	const { t } = useTranslations()
	const own = useAppText()
	const { filling } = useFilling()
	const file = useAttachment(path)
	const isReadOnly = filling.session.isReadOnly(path)
	const isVideo = question.type === 'video'
	const isThere = file.name !== null || file.waiting !== null
	const texts = isVideo ? videoTexts : fileTexts
	const isChosenHere = !(isVideo && question.appearance?.includes('new'))
	const take = (chosen: File) => void file.take(() => asItIs(isVideo ? 'video' : 'file', chosen))
	const remove = () => {
		file.remove()
		// the pressed button was removed
		document.getElementById(id)?.focus()
	}
	return (
		<div className="stack tight" aria-describedby={describedBy || undefined} {...own}>
			<FileSize name={file.name} waiting={file.waiting?.blob ?? null} />
			{file.isBusy && <p role="status">{t('fill.saving')}</p>}
			{canContainLocation(file.waiting?.ending ?? getFileExtension(file.name ?? '')) && (
				<p className="hint">{t('controls.file.locationWarning')}</p>
			)}
			{isVideo && isThere && <Player key={file.name} shown={file.waiting?.blob ?? file.name} />}
			{isVideo && (
				<FilePicker
					id={id}
					buttonRef={file.ref}
					icon="camera"
					label={isThere ? t('controls.video.recordAgain') : t('controls.video.record')}
					accept="video/*"
					camera
					disabled={isReadOnly}
					onFile={take}
				/>
			)}
			{isChosenHere && (
				<FilePicker
					{...(isVideo ? {} : { id, buttonRef: file.ref })}
					icon="file"
					label={t(isThere ? texts.chooseAnother : texts.choose)}
					{...(isVideo ? { accept: 'video/*' } : {})}
					disabled={isReadOnly}
					onFile={take}
				/>
			)}
			{isThere && !isReadOnly && <RemoveFile label={t(texts.remove)} onRemove={remove} />}
			<ProblemNote problem={file.problem} />
		</div>
	)
}

/** Player that decrypts on request: a hundred megabytes are not decrypted to show a page. */
function Player({ shown }: { shown: string | Blob | null }) {
	const { t } = useTranslations()
	const [isWanted, setWanted] = useState(false)
	const opened = useAttachmentView(isWanted ? shown : null)
	switch (opened.state) {
		case 'closed':
			return (
				<button type="button" className="plain" onClick={() => setWanted(true)}>
					<Icon name="play" />
					{t('controls.video.play')}
				</button>
			)
		case 'missing':
			// `FileSize` shows this
			return null
		case 'failed':
			return <ProblemNote problem={opened.problem} />
		case 'open':
			return (
				// biome-ignore lint/a11y/useMediaCaption: what was just filmed has no captions
				<video
					className="picture"
					controls
					autoPlay
					playsInline
					src={opened.address}
					aria-label={t('controls.video.label')}
				/>
			)
	}
}
