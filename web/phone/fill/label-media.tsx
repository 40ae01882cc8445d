import { useEffect, useState } from 'react'
import type { Media } from '#shared/forms/form-definition'
import { localize } from '#shared/forms/localized-text'
import { useFilling } from './filling.ts'

/** Pictures, audio and videos of a label, in the language of the interview; nothing if a file is missing. */
export function LabelMedia({ path, media }: { path: string; media: Media }) {
	const { filling, language } = useFilling()
	const { definition } = filling.session.form
	const addressOf = (files: Media['image']) => {
		const file = localize(files, language)
		// the file name can depend on an answer; the isolation characters around answers are not part of it
		const named = file.includes('${') ? filling.session.text(path, { [language]: file }, language) : file
		return definition.mediaFiles?.[named.replace(/[\u2068\u2069]/g, '')]
	}
	const [image, audio, video] = [addressOf(media.image), addressOf(media.audio), addressOf(media.video)]
	return (
		<>
			{image && <img className="label-image" src={image} alt="" />}
			{audio && <Played kind="audio" address={audio} />}
			{video && <Played kind="video" address={video} />}
		</>
	)
}

function Played({ kind: Kind, address }: { kind: 'audio' | 'video'; address: string }) {
	const [url, setUrl] = useState<string>()
	useEffect(() => {
		const made = URL.createObjectURL(blobOf(address))
		setUrl(made)
		return () => URL.revokeObjectURL(made)
	}, [address])
	return <Kind className="label-media" controls preload="metadata" src={url} />
}

/** Converts a data URL to a blob: the content security policy does not allow media from data URLs. */
function blobOf(address: string): Blob {
	const [, type = '', data = ''] = /^data:([^;,]+);base64,(.*)$/s.exec(address) ?? []
	return new Blob([Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))], { type })
}
