import { type NewAttachment, openAttachment } from '../../../storage/attachments/attachments.ts'
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
				<PhotoButtons
					id={id}
					buttonRef={picture.ref}
					looks={looks}
					maxPixels={maxPixels}
					isThere={isThere}
					isReadOnly={isReadOnly}
					onFile={take}
					onTaken={(taken) => void picture.take(async () => taken)}
				/>
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

interface PhotoButtonsProps extends Pick<ControlProps, 'id'> {
	readonly buttonRef: ReturnType<typeof useAttachment>['ref']
	/** Words of the appearance. */
	readonly looks: readonly string[]
	/** Longest side of the picture, pixels. */
	readonly maxPixels: number
	/** The question has a picture. */
	readonly isThere: boolean
	readonly isReadOnly: boolean
	/** Called with a file of the camera app or the phone, in its full size. */
	readonly onFile: (file: File) => void
	/** Called with a picture that was taken within the page. */
	readonly onTaken: (picture: NewAttachment) => void
}

/** Takes a picture with the camera app or within the page, or selects one on the phone. */
function PhotoButtons({
	id,
	buttonRef,
	looks,
	maxPixels,
	isThere,
	isReadOnly,
	onFile,
	onTaken,
}: PhotoButtonsProps) {
	const { t } = useTranslations()
	const isInside = looks.includes('inside')
	const label = isThere ? t('controls.photo.retake') : t('controls.photo.openCamera')
	return (
		<>
			{isInside ? (
				<CameraButton
					id={id}
					buttonRef={buttonRef}
					label={label}
					maxPixels={maxPixels}
					disabled={isReadOnly}
					onTaken={onTaken}
				/>
			) : (
				<FilePicker
					id={id}
					buttonRef={buttonRef}
					icon="camera"
					label={label}
					accept="image/*"
					camera
					disabled={isReadOnly}
					onFile={onFile}
				/>
			)}
			{/* a computer has no camera app: its camera is used within the page */}
			{!isInside && !canAskCamera() && (
				<CameraButton
					id={`${id}-here`}
					label={t('controls.photo.takeInPage')}
					maxPixels={maxPixels}
					disabled={isReadOnly}
					onTaken={onTaken}
				/>
			)}
			{!looks.includes('new') && (
				<FilePicker
					icon="file"
					label={t('controls.photo.choose')}
					accept="image/*"
					disabled={isReadOnly}
					onFile={onFile}
				/>
			)}
		</>
	)
}

/** True if a file input opens the phone's camera app; other browsers show the file picker. */
const canAskCamera = () => 'capture' in document.createElement('input')
