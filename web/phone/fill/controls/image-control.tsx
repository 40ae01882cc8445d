import { openAttachment } from '../../../storage/attachments/attachments.ts'
import { useAppText } from '../../../ui/app-text.tsx'
import { useTranslations } from '../../../ui/i18n.ts'
import { ProblemNote } from '../../../ui/problem-text.tsx'
import { useSession } from '../../../ui/work-session-context.ts'
import { useFilling } from '../filling.ts'
import type { ControlProps } from './control-props.ts'
import { DrawButton } from './drawing-button.tsx'
import { FilePicker } from './file-picker.tsx'
import './pictures.css'
import { CameraButton } from './camera-button.tsx'
import { PicturePreview } from './picture-preview.tsx'
import { RemoveFile } from './remove-file.tsx'
import { copyExifLocation, shrinkPicture, usualPixels } from './resize-image.ts'
import { useAttachment } from './use-attachment.ts'

/**
 * Control for a picture from the camera or the phone, or a drawing; shrunk and sealed before anything else.
 * By appearance: `new` is camera only, `inside` uses the camera within the page, bypassing the phone's
 * gallery, `annotate` can be drawn on, `draw` and `signature` start with white paper.
 */
export function ImageControl({ id, path, question, describedBy }: ControlProps) {
	const { t } = useTranslations()
	const own = useAppText()
	const { filling } = useFilling()
	const { session } = useSession()
	const picture = useAttachment(path)
	const { name, waiting } = picture
	const isReadOnly = filling.session.isReadOnly(path)
	const looks = (question.appearance ?? '').split(/\s+/)
	const maxPixels = Number(question.parameters?.['max-pixels']) || usualPixels
	const isInside = looks.includes('inside')
	const isSignature = looks.includes('signature')
	const isThere = name !== null || waiting !== null
	const keepsPlace = question.parameters?.location === 'keep'
	const take = (file: File) =>
		void picture.take(async () => {
			const small = await shrinkPicture(file, maxPixels)
			return keepsPlace ? copyExifLocation(file, small) : small
		})
	const underDrawing = async () =>
		waiting?.blob ?? (name === null ? null : openAttachment(session.vault, name))
	const remove = () => {
		picture.remove()
		// the pressed button was removed
		document.getElementById(id)?.focus()
	}
	return (
		<div className="stack tight" aria-describedby={describedBy || undefined} {...own}>
			<PicturePreview name={name} waiting={waiting?.blob ?? null} />
			{picture.isBusy && <p role="status">{t('fill.saving')}</p>}
			{isSignature || looks.includes('draw') ? (
				<DrawButton
					id={id}
					buttonRef={picture.ref}
					label={
						isThere
							? t('controls.drawing.redraw')
							: isSignature
								? t('controls.drawing.sign')
								: t('controls.drawing.start')
					}
					background={null}
					isWide={isSignature}
					disabled={isReadOnly}
					onDrawn={(drawing) => picture.take(async () => drawing)}
				/>
			) : (
				<>
					{isInside ? (
						<CameraButton
							id={id}
							buttonRef={picture.ref}
							label={isThere ? t('controls.photo.retake') : t('controls.photo.openCamera')}
							maxPixels={maxPixels}
							disabled={isReadOnly}
							onTaken={(taken) => void picture.take(async () => taken)}
						/>
					) : (
						<FilePicker
							id={id}
							buttonRef={picture.ref}
							icon="camera"
							label={isThere ? t('controls.photo.retake') : t('controls.photo.openCamera')}
							accept="image/*"
							camera
							disabled={isReadOnly}
							onFile={take}
						/>
					)}
					{/* a computer has no camera app: its camera is used within the page */}
					{!isInside && !canAskCamera() && (
						<CameraButton
							id={`${id}-here`}
							label={t('controls.photo.takeInPage')}
							maxPixels={maxPixels}
							disabled={isReadOnly}
							onTaken={(taken) => void picture.take(async () => taken)}
						/>
					)}
					{!looks.includes('new') && (
						<FilePicker
							icon="file"
							label={t('controls.photo.choose')}
							accept="image/*"
							disabled={isReadOnly}
							onFile={take}
						/>
					)}
				</>
			)}
			{looks.includes('annotate') && isThere && (
				<DrawButton
					key={name}
					id={`${id}-annotate`}
					label={t('controls.drawing.onPhoto')}
					background={underDrawing}
					isWide={false}
					disabled={isReadOnly}
					onDrawn={(drawing) =>
						picture.take(async () => {
							const under = keepsPlace ? await underDrawing() : null
							return under ? copyExifLocation(under, drawing) : drawing
						})
					}
				/>
			)}
			{isThere && !isReadOnly && <RemoveFile label={t('controls.photo.remove')} onRemove={remove} />}
			<ProblemNote problem={picture.problem} />
		</div>
	)
}

/** True if a file input opens the phone's camera app; other browsers show the file picker. */
const canAskCamera = () => 'capture' in document.createElement('input')
